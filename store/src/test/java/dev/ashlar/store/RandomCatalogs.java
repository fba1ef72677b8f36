/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.BorderCost;
import dev.ashlar.core.profile.Conditions;
import dev.ashlar.core.profile.DescendantCosts;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.profile.SwapScores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Catalogs and profiles of any legal content, equal for equal seeds. */
final class RandomCatalogs {
    private static final String LETTERS = "abcXYZ019 ._-/\"\\\t\n{}[]äß漢😀\u0000\u2028\ud800";

    private final Random random;

    RandomCatalogs(long seed) {
        this.random = new Random(seed);
    }

    BlockCatalog catalog(ModelId model) {
        TensorSpec input = tensor("input");
        List<Block> blocks = new ArrayList<>();
        TensorSpec last = input;
        for (int i = 0; i < random.nextInt(5); i++) {
            TensorSpec next = tensor("t" + i + text());
            blocks.add(block("b0" + i, last, next));
            last = next;
        }
        return new BlockCatalog(
                model,
                digest(),
                input,
                preprocessing(),
                List.of(last),
                anyOf(OutputKind.values()),
                texts(random.nextInt(4)),
                blocks);
    }

    private Block block(String id, TensorSpec input, TensorSpec output) {
        long elastic = count();
        List<Descendant> descendants = new ArrayList<>(List.of(descendant("original", List.of())));
        for (int i = 0; i < random.nextInt(4); i++) {
            descendants.add(descendant("keep-" + i, compressions()));
        }
        List<DroppedDescendant> dropped = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> new DroppedDescendant(new DescendantId("dropped-" + i), text(), text()))
                .toList();
        return new Block(
                new BlockId(id),
                List.of(input),
                List.of(output),
                random.nextInt(),
                elastic + count(),
                elastic,
                descendants,
                dropped);
    }

    private Descendant descendant(String id, List<Compression> compressions) {
        return new Descendant(
                new DescendantId(id), compressions, digest(), count(), count(), count(), positive(), text());
    }

    private List<Compression> compressions() {
        return IntStream.rangeClosed(0, random.nextInt(2))
                .mapToObj(i -> compression(0.001 + 0.998 * random.nextDouble()))
                .toList();
    }

    private Compression compression(double keep) {
        return switch (random.nextInt(4)) {
            case 0 -> new Compression.Int8();
            case 2 -> new Compression.Polish(DescendantId.ORIGINAL, List.of(new DescendantId("keep-50")));
            case 1 -> new Compression.LowRank(keep);
            default -> new Compression.ChannelPruning(keep);
        };
    }

    private TensorSpec tensor(String name) {
        List<Long> nominal = IntStream.range(0, random.nextInt(5))
                .mapToObj(i -> (long) random.nextInt(500))
                .toList();
        List<Long> dims = nominal.stream()
                .map(extent -> random.nextInt(4) == 0 ? Shape.FREE : extent)
                .toList();
        ElementType type = anyOf(ElementType.values());
        return new TensorSpec(name, type, new Shape(dims), new Shape(nominal));
    }

    private Preprocessing preprocessing() {
        PixelFormat order = anyOf(PixelFormat.values());
        List<Double> mean = random.doubles(order.channels(), -300, 300).boxed().toList();
        List<Double> std = random.doubles(order.channels(), 1e-300, 300).boxed().toList();
        return new Preprocessing(order, positive() + Double.MIN_NORMAL, mean, std);
    }

    ProfileSnapshot profile(BlockCatalog catalog) {
        List<BlockProfile> blocks = new ArrayList<>();
        List<PolishProfile> polished = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                blocks.add(profile(block, descendant));
                if (descendant.polish() != null) {
                    polished.add(
                            new PolishProfile(profile(block, descendant), random.nextDouble(), random.nextDouble()));
                }
            }
        }
        Provenance provenance = new Provenance(
                device(),
                text(),
                text(),
                random.nextInt(),
                random.nextLong(),
                instant(),
                random.nextBoolean() ? null : conditions());
        return new ProfileSnapshot(
                catalog.model(),
                provenance,
                text(),
                random.nextDouble(),
                latency(),
                count(),
                count(),
                blocks,
                polished,
                random.nextBoolean() ? prediction(catalog) : null,
                random.nextBoolean() ? serving(catalog) : null);
    }

    private ServingCosts serving(BlockCatalog catalog) {
        List<DescendantCosts> descendants = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                descendants.add(new DescendantCosts(
                        block.id(), descendant.id(), descendant.digest(), count(), count(), count()));
            }
        }
        return new ServingCosts(
                random.nextBoolean() ? List.of() : List.of(1.0, 1 + random.nextDouble()),
                List.of(latency()),
                descendants,
                random.nextBoolean()
                        ? null
                        : new LinkCosts(
                                List.of(new BorderCost(new BlockId("b0"), new BlockId("b0"), count())),
                                random.nextInt(100),
                                random.nextDouble(),
                                1 + random.nextDouble()));
    }

    private QualityPrediction prediction(BlockCatalog catalog) {
        List<SwapScores> swaps = new ArrayList<>();
        List<DescendantId> choices = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                swaps.add(new SwapScores(
                        block.id(), descendant.id(), descendant.digest(), scores(), random.nextDouble()));
            }
            choices.add(anyOf(block.descendants().toArray(Descendant[]::new)).id());
        }
        List<AccuracyLink.Point> points = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(5); i++) {
            points.add(new AccuracyLink.Point(i + random.nextDouble(), i + random.nextDouble()));
        }
        PredictionCheck check = new PredictionCheck(
                random.nextInt(100),
                random.nextDouble(),
                random.nextDouble() - 0.5,
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble() - 0.5);
        return new QualityPrediction(
                swaps,
                new AccuracyLink(points),
                new ErrorBand(random.nextDouble(), 10 * random.nextDouble()),
                check,
                choices.isEmpty()
                        ? List.of()
                        : List.of(new MeasuredComposition(
                                anyOf(MeasuredComposition.Purpose.values()), choices, scores())));
    }

    private Scores scores() {
        return new Scores(
                random.nextDouble(),
                random.nextDouble(),
                random.nextDouble(),
                random.nextGaussian(),
                random.nextDouble(),
                random.nextDouble());
    }

    private BlockProfile profile(Block block, Descendant descendant) {
        return new BlockProfile(
                block.id(),
                descendant.id(),
                descendant.digest(),
                latency(),
                count(),
                count(),
                count(),
                random.nextDouble(),
                random.nextDouble());
    }

    Device device() {
        return new Device("CPU " + text(), 1 + random.nextInt(256), count(), texts(random.nextInt(5)));
    }

    private Instant instant() {
        return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    }

    private LatencyProfile latency() {
        long[] percentiles = random.longs(3, 0, Long.MAX_VALUE).sorted().toArray();
        return new LatencyProfile(percentiles[0], percentiles[1], percentiles[2], count(), 1 + random.nextInt(100_000));
    }

    private Digest digest() {
        byte[] content = new byte[8];
        random.nextBytes(content);
        return Digest.sha256(content);
    }

    private long count() {
        return random.nextLong() >>> (2 + random.nextInt(62));
    }

    private double positive() {
        return Math.abs(random.nextGaussian()) * Math.pow(10, random.nextInt(40) - 20);
    }

    private List<String> texts(int size) {
        return IntStream.range(0, size).mapToObj(i -> text()).toList();
    }

    private String text() {
        int[] points = LETTERS.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        random.ints(random.nextInt(12), 0, points.length).forEach(i -> text.appendCodePoint(points[i]));
        return text.toString();
    }

    private Conditions conditions() {
        long slowest = random.nextInt(5_000_000);
        return new Conditions(
                random.nextDouble(),
                random.nextDouble(),
                slowest,
                slowest + random.nextInt(1000),
                random.nextInt(9),
                random.nextDouble());
    }

    private <T> T anyOf(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
