/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.serving.ServingResults.Deadlines;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

/** Frames at a rate that the machine can serve, in turns with plans that change and with one plan. */
final class DeadlineStudy {
    private static final MadeUpNetwork KIND = new MadeUpNetwork(32, 4, List.of(64, 48, 32));
    private static final int STREAMS = 3;
    private static final double LOAD = 0.5;
    private static final long CHANGE_NANOS = 100_000_000;

    private final Rig rig;

    DeadlineStudy(Path folder) {
        this.rig = new Rig(folder);
    }

    /**
     * Measures in turns.
     *
     * @param turns of each kind
     * @param seconds of a turn
     */
    List<Deadlines> run(int turns, int seconds, long seed) {
        List<BlockCatalog> networks = rig.write(KIND, "deadline", STREAMS, seed);
        Tensor image = KIND.input(seed);
        long cost = cost(rig, networks.get(0), image);
        long period = Math.round(cost * STREAMS / (LOAD * Rig.CORES));
        List<Deadlines> found = new ArrayList<>();
        try (Ashlar ashlar = rig.open(new RandomPlans(seed, false), rig.budget())) {
            List<StreamHandle> streams = new ArrayList<>();
            for (BlockCatalog network : networks) {
                streams.add(Rig.get(ashlar.openStream(StreamSpec.of(
                        network.model().value(),
                        network.model().value(),
                        Duration.ofNanos(period),
                        Duration.ofNanos(Math.max(2 * period, 30_000_000))))));
            }
            for (int turn = 0; turn < turns; turn++) {
                found.add(turn(ashlar, streams, image, period, seconds, false));
                found.add(turn(ashlar, streams, image, period, seconds, true));
            }
        }
        rig.close();
        return found;
    }

    private Deadlines turn(
            Ashlar ashlar, List<StreamHandle> streams, Tensor image, long period, int seconds, boolean changes) {
        long before = ashlar.stats().plans().adopted();
        List<Camera> cameras = new ArrayList<>();
        long from = System.nanoTime() + 10_000_000;
        for (int i = 0; i < streams.size(); i++) {
            cameras.add(new Camera(streams.get(i)::submit, image, period, from + i * period / streams.size()));
        }
        cameras.forEach(Camera::start);
        long end = from + Duration.ofSeconds(seconds).toNanos();
        ResourceBudget budget = rig.budget();
        for (int i = 0; System.nanoTime() < end; i++) {
            LockSupport.parkNanos(CHANGE_NANOS);
            if (changes) {
                Rig.get(ashlar.setBudget(budget.withCpuCores(Rig.CORES + (i % 2) * 0.01)));
            }
        }
        cameras.forEach(Camera::stop);
        return new Deadlines(
                changes,
                ashlar.stats().plans().adopted() - before,
                cameras.stream().mapToLong(Camera::offered).sum(),
                cameras.stream().mapToLong(Camera::missed).sum(),
                Spread.of(cameras.stream()
                        .flatMapToDouble(camera -> DoubleStream.of(camera.totalMillis()))
                        .toArray()));
    }

    /** Median time of a run of the originals, linked, alone. */
    static long cost(Rig rig, BlockCatalog network, Tensor image) {
        List<LoadedBlock> blocks = rig.openOriginals(network);
        try (LoadedChain chain = rig.engine().join(network, network.originalChain(), blocks, Pieces.ONE)) {
            long[] nanos = new long[Rig.RUNS];
            for (int i = 0; i < nanos.length; i++) {
                long from = System.nanoTime();
                chain.run(image);
                nanos[i] = System.nanoTime() - from;
            }
            Arrays.sort(nanos);
            return nanos[nanos.length / 2];
        } finally {
            blocks.forEach(LoadedBlock::close);
        }
    }
}
