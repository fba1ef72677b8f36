/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.benchmarks.engine.LinkingResults.Memory;
import dev.ashlar.benchmarks.engine.LinkingResults.Ratio;
import dev.ashlar.benchmarks.engine.LinkingResults.Switch;
import dev.ashlar.benchmarks.engine.LinkingResults.Traffic;
import dev.ashlar.blocks.Progress;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.engine.EngineException;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Measures linked plans: speed, switching, memory and what is read. */
final class LinkingStudy {
    static final String ORIGINAL = "original";
    static final String PRUNED = "pruned";
    static final String INT8 = "int8";
    static final String ALTERNATING = "alternating";

    /** What can be measured. */
    static final List<String> PARTS = List.of("ratios", "switches", "memory", "traffic");

    private static final List<Double> KEEPS = List.of(0.75, 0.5, 0.25);

    private final Path work;
    private final Options options;
    private final Progress progress;

    /**
     * What is measured.
     *
     * @param quick two small networks alone
     * @param rounds of every race
     * @param switches compositions that are joined one after the other
     * @param models folder of further networks, or null
     * @param networks names of those that are looked at; empty for all
     * @param parts of {@link #PARTS}
     * @param seed of inputs and compositions
     */
    record Options(
            boolean quick,
            int rounds,
            int switches,
            @Nullable Path models,
            Set<String> networks,
            Set<String> parts,
            long seed) {
        Options {
            networks = Set.copyOf(networks);
            parts = Set.copyOf(parts);
        }

        boolean wants(String name) {
            return networks.isEmpty() || networks.contains(name);
        }

        List<Architecture> architectures() {
            return quick ? List.of(Architecture.RESNET18, Architecture.MOBILE) : List.of(Architecture.values());
        }

        List<Integer> sides() {
            return quick ? List.of(32) : List.of(32, 224);
        }

        List<Path> files() {
            return quick ? List.of() : LinkingStudy.files(models);
        }
    }

    /** @param work folder for a store */
    LinkingStudy(Path work, Options options, Progress progress) {
        this.work = work;
        this.options = options;
        this.progress = progress;
    }

    LinkingResults run(Map<String, String> about) {
        FileStore store = FileStore.open(work.resolve("store"));
        List<Network> networks = networks(new NetworkShelf(store));
        List<Ratio> ratios = new ArrayList<>();
        List<Switch> switches = new ArrayList<>();
        List<Memory> memory = new ArrayList<>();
        List<Traffic> traffic = new ArrayList<>();
        List<String> unmeasured = new ArrayList<>();
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder())) {
            for (Network network : networks) {
                progress.at("racing " + network.name(), networks.indexOf(network), networks.size());
                if (options.parts.contains("ratios")) {
                    ratios(engine, network, ratios, unmeasured);
                }
                if (options.parts.contains("switches")) {
                    switches.addAll(switches(engine, network));
                }
                if (options.parts.contains("traffic") && network.isPrunable()) {
                    traffic.add(BudgetWalk.walk(network, options.seed));
                }
            }
        }
        for (Network network : networks) {
            if (options.parts.contains("memory") && network.isPrunable()) {
                progress.at("measuring the memory of " + network.name(), networks.indexOf(network), networks.size());
                for (String kind : List.of("float", INT8)) {
                    Memory measured = MemoryStudy.run(store, network, kind);
                    if (measured != null) {
                        memory.add(measured);
                    }
                }
            }
        }
        return new LinkingResults(
                about,
                ratios,
                switches,
                memory,
                traffic,
                unmeasured,
                LinkingTargets.of(ratios, switches, memory, traffic));
    }

    /** Races all compositions of a network; one that ONNX Runtime cannot run as a whole has nothing to be held against. */
    private void ratios(OrtBlockEngine engine, Network network, List<Ratio> ratios, List<String> unmeasured) {
        RatioRace race = new RatioRace(engine, work, Contenders.ALL);
        compositions(network).forEach((kind, chain) -> {
            try {
                ratios.addAll(race.run(network, kind, chain, options.rounds, options.seed));
            } catch (EngineException e) {
                unmeasured.add("%s %s: %s".formatted(network.name(), kind, e.getMessage()));
            }
        });
    }

    private List<Network> networks(NetworkShelf shelf) {
        List<Network> networks = new ArrayList<>();
        progress.at("writing networks", 0, 1);
        refuseUnknown();
        for (Architecture architecture : options.architectures()) {
            for (int side : options.sides()) {
                if (options.wants(NetworkShelf.name(architecture, side))) {
                    networks.add(shelf.own(architecture, side, KEEPS));
                }
            }
        }
        for (Path file : options.files()) {
            if (options.wants(NetworkShelf.name(file))) {
                progress.at("cutting " + file.getFileName(), 0, 1);
                networks.add(shelf.file(file));
            }
        }
        return networks;
    }

    private void refuseUnknown() {
        Set<String> known = new LinkedHashSet<>();
        for (Architecture architecture : options.architectures()) {
            options.sides().forEach(side -> known.add(NetworkShelf.name(architecture, side)));
        }
        options.files().forEach(file -> known.add(NetworkShelf.name(file)));
        Set<String> unknown = new LinkedHashSet<>(options.networks);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new BenchmarkException("There is no network %s, but %s. Maybe --models is missing."
                    .formatted(String.join(", ", unknown), String.join(", ", known)));
        }
    }

    private static List<Path> files(@Nullable Path models) {
        if (models == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(models)) {
            return files.filter(file -> file.toString().endsWith(".onnx"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BenchmarkException(
                    "The folder of networks (%s) cannot be read. Maybe it is misspelt.".formatted(models), e);
        }
    }

    private Map<String, BlockChain> compositions(Network network) {
        Map<String, BlockChain> compositions = new LinkedHashMap<>();
        compositions.put(ORIGINAL, network.original());
        if (network.isPrunable()) {
            compositions.put(PRUNED, network.pruned(options.seed));
        }
        if (network.isRoundable()) {
            compositions.put(INT8, network.rounded());
            compositions.put(ALTERNATING, network.alternating());
        }
        return compositions;
    }

    private List<Switch> switches(OrtBlockEngine engine, Network network) {
        List<Switch> all = new ArrayList<>();
        try (SwitchRace race = new SwitchRace(engine)) {
            String floats = network.isPrunable() ? PRUNED : ORIGINAL;
            all.add(race.run(network, floats, chains(i -> network.pruned(options.seed + i)), Pieces.ONE));
            if (network.isRoundable()) {
                List<BlockChain> changing = chains(i -> network.roundedBut(i));
                all.add(race.run(network, INT8, changing, Pieces.ONE));
                all.add(race.run(network, INT8 + " in pieces", changing, thirds(network)));
            }
        }
        return all;
    }

    private List<BlockChain> chains(IntFunction<BlockChain> chain) {
        return IntStream.range(0, options.switches).mapToObj(chain).toList();
    }

    /** About three pieces of equal cost. */
    private static Pieces thirds(Network network) {
        long macs = network.catalog().blocks().stream()
                .mapToLong(block -> block.original().macs())
                .sum();
        return new Pieces(List.of(), Math.max(1, macs * 2 / 5));
    }
}
