/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import com.sun.management.ThreadMXBean;
import dev.ashlar.benchmarks.serving.ServingResults.Scheduler;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.workload.StreamSpec;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

/** Frames that need no computing: what is left is the way from the caller to a worker and back. */
final class SchedulerStudy {
    private static final MadeUpNetwork KIND = new MadeUpNetwork(16, 3, List.of(64, 32));
    private static final int STREAMS = 4;
    private static final double RATE = 1000;

    private final Rig rig;

    SchedulerStudy(Path folder) {
        this.rig = new Rig(folder);
    }

    Scheduler run(int seconds, long seed) {
        BlockCatalog network = rig.write(KIND, "scheduler", 1, seed).get(0);
        Tensor image = KIND.input(seed);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long period = Math.round(1e9 * STREAMS / RATE);
        try (Ashlar ashlar = rig.open(OtherJoins.still(rig.engine()), new RandomPlans(seed, true), rig.budget())) {
            List<StreamHandle> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                streams.add(Rig.get(ashlar.openStream(StreamSpec.of(
                        "s" + i, network.model().value(), Duration.ofNanos(period), Duration.ofMillis(50)))));
            }
            offer(streams, image, period, Math.max(1, seconds / 2), threads);
            return offer(streams, image, period, seconds, threads);
        } finally {
            rig.close();
        }
    }

    private static Scheduler offer(
            List<StreamHandle> streams, Tensor image, long period, int seconds, ThreadMXBean threads) {
        List<Camera> cameras = new ArrayList<>();
        long from = System.nanoTime() + 10_000_000;
        for (int i = 0; i < STREAMS; i++) {
            cameras.add(new Camera(streams.get(i), image, period, from + i * period / STREAMS));
        }
        cameras.forEach(Camera::start);
        LockSupport.parkNanos(200_000_000);
        Set<Long> ids = ids(threads);
        long frames = frames(cameras);
        long cpu = cpu(threads, ids);
        long heap = heap(threads, ids);
        LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
        cpu = cpu(threads, ids) - cpu;
        heap = heap(threads, ids) - heap;
        frames = frames(cameras) - frames;
        cameras.forEach(Camera::stop);
        return new Scheduler(
                RATE,
                frames,
                cpu / 1e3 / frames,
                Spread.of(cameras.stream()
                        .flatMapToDouble(camera -> DoubleStream.of(camera.totalMillis()))
                        .map(millis -> 1000 * millis)
                        .toArray()),
                (double) heap / frames);
    }

    private static long frames(List<Camera> cameras) {
        return cameras.stream().mapToLong(Camera::offered).sum();
    }

    /** The threads that a frame passes through: those that offer it and those that work. */
    private static Set<Long> ids(ThreadMXBean threads) {
        Set<Long> ids = new TreeSet<>();
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null
                    && (info.getThreadName().startsWith("ashlar-worker")
                            || info.getThreadName().equals("camera"))) {
                ids.add(id);
            }
        }
        return ids;
    }

    private static long cpu(ThreadMXBean threads, Set<Long> ids) {
        return ids.stream()
                .mapToLong(id -> Math.max(0, threads.getThreadCpuTime(id)))
                .sum();
    }

    private static long heap(ThreadMXBean threads, Set<Long> ids) {
        return ids.stream()
                .mapToLong(id -> Math.max(0, threads.getThreadAllocatedBytes(id)))
                .sum();
    }
}
