/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.benchmarks.engine.LinkingResults.Ratio;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.engine.OrtBlockEngine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs one composition in several ways, in turn, on one thread. */
final class RatioRace {
    /*
     * Every round runs every contender, in an order that moves on by one, so that whatever slows the machine for a
     * while slows all alike; ratios are formed within a round. What was opened first lies elsewhere in memory than what
     * was opened last, which moves a ratio by some percent either way: half of the rounds are run with the contenders
     * opened in the reverse order. Processor time of the thread counts, so other work on the machine does so little.
     */
    private static final int WARM_UP = 3;
    private static final long ROUND_NANOS = 4_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final OrtBlockEngine engine;
    private final Path folder;
    private final List<String> all;

    RatioRace(OrtBlockEngine engine, Path folder, List<String> all) {
        this.engine = engine;
        this.folder = folder;
        this.all = all;
    }

    private static final class Lane {
        final String name;
        final List<Long> cpu = new ArrayList<>();
        final List<Long> wall = new ArrayList<>();
        double difference;
        int segments = 1;

        Lane(String name) {
            this.name = name;
        }
    }

    /** The ratios of a composition. */
    List<Ratio> run(Network network, String kind, BlockChain chain, int rounds, long seed) {
        boolean isSplit =
                !Pieces.OF_MODERATE_COST.bounds(network.catalog(), chain).isEmpty();
        List<String> names = all.stream()
                .filter(name -> isSplit || !name.equals(Contenders.PIECES))
                .toList();
        Contenders ways = new Contenders(engine, network, chain, folder);
        List<Lane> lanes = names.stream().map(Lane::new).toList();
        Tensor input = network.input(seed);
        for (boolean reverse : List.of(false, true)) {
            List<String> order = new ArrayList<>(names);
            if (reverse) {
                Collections.reverse(order);
            }
            Map<String, Contender> opened = new HashMap<>();
            try {
                for (String name : order) {
                    opened.put(name, ways.open(name));
                }
                List<Contender> open = names.stream()
                        .map(name -> Objects.requireNonNull(opened.get(name)))
                        .toList();
                compare(lanes, open, open.get(names.indexOf(Contenders.ORT)).run(input), input);
                race(lanes, open, input, (rounds + 1) / 2);
            } finally {
                opened.values().forEach(Contender::close);
            }
        }
        return lanes.stream().map(lane -> ratio(network, kind, lane, lanes)).toList();
    }

    private static void compare(List<Lane> lanes, List<Contender> open, List<Tensor> expected, Tensor input) {
        for (int i = 0; i < lanes.size(); i++) {
            List<Tensor> actual = open.get(i).run(input);
            for (int j = 0; j < expected.size(); j++) {
                lanes.get(i).difference =
                        Math.max(lanes.get(i).difference, Differences.relative(actual.get(j), expected.get(j)));
            }
            if (open.get(i) instanceof Contenders.Joined joined) {
                lanes.get(i).segments = joined.chain().segments();
            }
        }
    }

    private static void race(List<Lane> lanes, List<Contender> open, Tensor input, int rounds) {
        int repeats = 1;
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int turn = 0; turn < lanes.size(); turn++) {
                int i = Math.floorMod(turn + round, lanes.size());
                long passed = System.nanoTime();
                long spent = THREADS.getCurrentThreadCpuTime();
                for (int repeat = 0; repeat < repeats; repeat++) {
                    open.get(i).run(input);
                }
                long cpu = (THREADS.getCurrentThreadCpuTime() - spent) / repeats;
                if (round >= 0) {
                    lanes.get(i).cpu.add(cpu);
                    lanes.get(i).wall.add((System.nanoTime() - passed) / repeats);
                } else if (round == -1 && turn == 0) {
                    repeats = (int) Math.max(1, ROUND_NANOS / Math.max(1, cpu));
                }
            }
        }
    }

    private static Ratio ratio(Network network, String kind, Lane lane, List<Lane> lanes) {
        Lane whole = lanes.stream()
                .filter(each -> each.name.equals(Contenders.WHOLE))
                .findFirst()
                .orElseThrow();
        double[] ratios = new double[lane.cpu.size()];
        Arrays.setAll(ratios, i -> (double) lane.cpu.get(i) / whole.cpu.get(i));
        return new Ratio(
                network.name(),
                kind,
                lane.name,
                Math.round(Quantiles.of(lane.cpu, 0.5)),
                Math.round(Quantiles.of(lane.wall, 0.5)),
                Quantiles.of(ratios, 0.5),
                Quantiles.of(ratios, 0.25),
                Quantiles.of(ratios, 0.75),
                lane.segments,
                lane.difference);
    }
}
