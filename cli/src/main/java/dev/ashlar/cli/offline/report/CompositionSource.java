/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.unit.Argument;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which compositions of a network are meant: some drawn at random, those of the predicted front, every level throughout,
 * or those that a file names.
 */
public final class CompositionSource {
    /*
     * A file has one composition a line: the names of its descendants in block order, between them commas or spaces. A
     * single name stands for all blocks; blocks that have no such descendant keep their original. What follows # is for
     * people.
     */
    private static final Pattern RANDOM = Pattern.compile("random:([1-9][0-9]{0,5})");
    private static final Pattern FRONT = Pattern.compile("front(?::([1-9][0-9]{0,3}))?");
    private static final int USUAL_FRONT = 16;
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST = 100_000;
    private static final int SHOWN = 60;

    private final String text;

    private CompositionSource(String text) {
        this.text = text;
    }

    /** Reads {@code random:N}, {@code front}, {@code front:N}, {@code uniform}, or the path of a file. */
    public static CompositionSource parse(String text) {
        boolean looksLikeOne = text.startsWith("random:") || text.startsWith("front:");
        Argument.require(
                !looksLikeOne
                        || RANDOM.matcher(text).matches()
                        || FRONT.matcher(text).matches(),
                "The compositions (%s) must be random:N, front, front:N, uniform or a file, N from 1 on. Maybe random:20.",
                text);
        return new CompositionSource(text);
    }

    /** The compositions, each once. */
    public List<BlockChain> of(BlockCatalog catalog, ProfileSnapshot profile, long seed) {
        Matcher random = RANDOM.matcher(text);
        Matcher front = FRONT.matcher(text);
        if (random.matches()) {
            return random(catalog, Integer.parseInt(random.group(1)), seed);
        }
        if (front.matches()) {
            int most = front.group(1) == null ? USUAL_FRONT : Integer.parseInt(front.group(1));
            return front(catalog, profile, most);
        }
        return text.equals("uniform") ? uniform(catalog) : read(catalog, Path.of(text));
    }

    /** Every block draws from all of its choices alike. */
    private static List<BlockChain> random(BlockCatalog catalog, int count, long seed) {
        BigInteger all = catalog.blocks().stream()
                .map(block -> BigInteger.valueOf(block.choices().size()))
                .reduce(BigInteger.ONE, BigInteger::multiply);
        if (all.compareTo(BigInteger.valueOf(count)) < 0) {
            throw new ReportException(
                    "The network %s has %d compositions, fewer than the %d asked for. Maybe random:%d."
                            .formatted(catalog.model(), all, count, all),
                    null);
        }
        Random random = new Random(seed);
        Set<BlockChain> drawn = new LinkedHashSet<>();
        while (drawn.size() < count) {
            List<DescendantId> choices = new ArrayList<>();
            for (Block block : catalog.blocks()) {
                choices.add(block.choices()
                        .get(random.nextInt(block.choices().size()))
                        .id());
            }
            drawn.add(new BlockChain(catalog.model(), choices));
        }
        return List.copyOf(drawn);
    }

    private static List<BlockChain> front(BlockCatalog catalog, ProfileSnapshot profile, int most) {
        Forecasts forecasts = new Forecasts(catalog, profile, Forecasts.CONFIDENCE);
        return BestCompositions.of(forecasts.front(), forecasts)
                .by(Composition.Forecast::nanos, Math.max(2, most))
                .stream()
                .map(BestCompositions.Best::chain)
                .limit(most)
                .toList();
    }

    private static List<BlockChain> uniform(BlockCatalog catalog) {
        Set<DescendantId> names = new LinkedHashSet<>();
        for (Block block : catalog.blocks()) {
            block.choices().stream()
                    .filter(descendant -> !descendant.isOriginal())
                    .map(Descendant::id)
                    .forEach(names::add);
        }
        Set<BlockChain> chains = new LinkedHashSet<>(List.of(catalog.originalChain()));
        names.forEach(name -> chains.add(throughout(catalog, name)));
        return List.copyOf(chains);
    }

    private static BlockChain throughout(BlockCatalog catalog, DescendantId name) {
        BlockChain chain = catalog.originalChain();
        for (int place = 0; place < catalog.blocks().size(); place++) {
            if (catalog.blocks().get(place).choices().stream()
                    .anyMatch(descendant -> descendant.id().equals(name))) {
                chain = chain.with(place, name);
            }
        }
        return chain;
    }

    private static List<BlockChain> read(BlockCatalog catalog, Path file) {
        Set<BlockChain> chains = new LinkedHashSet<>();
        int number = 0;
        for (String line : content(file).split("\r?\n", -1)) {
            number++;
            String words = line.replaceFirst("#.*", "").strip();
            if (!words.isEmpty()) {
                chains.add(chain(catalog, file, number, List.of(words.split("[\\s,]+", -1))));
            }
            if (chains.size() > MOST) {
                throw fault(file, number, "there are more than " + MOST + " compositions");
            }
        }
        if (chains.isEmpty()) {
            throw new ReportException(
                    "The file (%s) names no composition. Maybe write the names of descendants in block order on a line, such as %s."
                            .formatted(file, Composition.words(catalog.originalChain())),
                    null);
        }
        return List.copyOf(chains);
    }

    private static String content(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ReportException(
                    "The compositions (%s) are none of random:N, front, front:N and uniform, and no file. Maybe the name is misspelt."
                            .formatted(file),
                    null);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw fault(file, 1, "it is longer than " + MOST_BYTES + " bytes");
            }
            return new String(content, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ReportException(
                    "The compositions (%s) cannot be read (%s). Maybe it may not be opened.".formatted(file, e), e);
        }
    }

    private static BlockChain chain(BlockCatalog catalog, Path file, int number, List<String> words) {
        try {
            List<DescendantId> choices = words.stream().map(DescendantId::new).toList();
            if (choices.size() == 1 && catalog.blocks().size() > 1) {
                BlockChain chain = throughout(catalog, choices.get(0));
                Argument.require(
                        choices.get(0).equals(DescendantId.ORIGINAL) || !chain.equals(catalog.originalChain()),
                        "no block has a descendant named %s",
                        choices.get(0));
                return chain;
            }
            BlockChain chain = new BlockChain(catalog.model(), choices);
            catalog.requireValid(chain);
            return chain;
        } catch (IllegalArgumentException e) {
            throw fault(file, number, String.valueOf(e.getMessage()));
        }
    }

    private static ReportException fault(Path file, int number, String what) {
        String shown = what.length() > 4 * SHOWN ? what.substring(0, 4 * SHOWN) + "..." : what;
        return new ReportException(
                "Line %d of the compositions (%s) cannot be used: %s Maybe take the names that `ashlar report` shows."
                        .formatted(number, file, shown.endsWith(".") ? shown : shown + "."),
                null);
    }
}
