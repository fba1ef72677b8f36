/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.benchmarks.serving.ServingResults.Sharing;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Whether streams of one plan should share a session, and whether images should be computed together. */
final class SharingStudy {
    private static final MadeUpNetwork KIND = new MadeUpNetwork(32, 4, List.of(64, 32));
    private static final int RUNS = 20;
    private static final int BATCH = 4;

    private final Rig rig;

    SharingStudy(Path folder) {
        this.rig = new Rig(folder);
    }

    Sharing run(int rounds, long seed) {
        double shared = sharedToOwn(rounds, seed);
        double batch = batchToSingle(rounds, seed);
        rig.close();
        return new Sharing(shared, batch, rounds);
    }

    private double sharedToOwn(int rounds, long seed) {
        BlockCatalog network = rig.write(KIND, "sharing", 1, seed).get(0);
        List<LoadedBlock> blocks = new ArrayList<>();
        network.blocks()
                .forEach(block -> blocks.add(rig.engine()
                        .open(rig.store()
                                .file(
                                        network.model(),
                                        block.id(),
                                        block.descendants().get(0)))));
        double[] ratios = new double[rounds];
        try (LoadedChain one = rig.engine().join(network, network.originalChain(), blocks);
                LoadedChain other = rig.engine().join(network, network.originalChain(), blocks)) {
            together(one, other);
            for (int i = 0; i < rounds; i++) {
                // In turn first and second, so that neither always follows the other.
                double own = i % 2 == 0 ? together(one, other) : 0;
                double same = together(one, one);
                own = i % 2 == 0 ? own : together(one, other);
                ratios[i] = same / own;
            }
        } finally {
            blocks.forEach(LoadedBlock::close);
        }
        return median(ratios);
    }

    /** Time that two threads take for their runs. */
    private static double together(LoadedChain one, LoadedChain other) {
        CyclicBarrier start = new CyclicBarrier(2);
        Thread second = new Thread(() -> runs(start, other));
        second.start();
        long from = runs(start, one);
        try {
            second.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return System.nanoTime() - from;
    }

    private static long runs(CyclicBarrier start, LoadedChain chain) {
        Tensor image = KIND.input(3);
        try {
            start.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new BenchmarkException("Two threads could not start together.", e);
        }
        long from = System.nanoTime();
        for (int i = 0; i < RUNS; i++) {
            chain.run(image);
        }
        return from;
    }

    private static double batchToSingle(int rounds, long seed) {
        String in = MadeUpNetwork.name(0);
        List<String> out = List.of(MadeUpNetwork.name(KIND.blocks()));
        Map<String, Tensor> one = Map.of(in, KIND.input(1));
        Map<String, Tensor> several = Map.of(in, KIND.input(1, BATCH));
        OrtGraphRunner runner = new OrtGraphRunner();
        double[] ratios = new double[rounds];
        try (GraphRunner.LoadedGraph single = runner.load(KIND.whole(seed));
                GraphRunner.LoadedGraph batch = runner.load(KIND.whole(seed, BATCH))) {
            time(single, one, out, BATCH);
            time(batch, several, out, 1);
            for (int i = 0; i < rounds; i++) {
                double first = i % 2 == 0 ? time(single, one, out, BATCH) : 0;
                double together = time(batch, several, out, 1);
                ratios[i] = together / (i % 2 == 0 ? first : time(single, one, out, BATCH));
            }
        }
        return median(ratios);
    }

    private static double time(GraphRunner.LoadedGraph graph, Map<String, Tensor> inputs, List<String> out, int runs) {
        long from = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            graph.run(inputs, out);
        }
        return System.nanoTime() - from;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
