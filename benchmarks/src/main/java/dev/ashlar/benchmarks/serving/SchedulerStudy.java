/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import com.sun.management.ThreadMXBean;
import dev.ashlar.benchmarks.serving.ServingResults.Scheduler;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.workload.StreamSpec;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;

/**
 * Frames that need no computing: what is left is the way from the caller to a worker and back. Beside it the same cameras
 * hand the same frames to an executor of the JDK, which completes their futures: what a clock, two threads that wake each
 * other, and the callback of the benchmark take in any case.
 */
final class SchedulerStudy {
    private static final MadeUpNetwork KIND = new MadeUpNetwork(16, 3, List.of(64, 32));
    private static final int STREAMS = 4;
    private static final double RATE = 1000;
    private static final int ROUNDS = 2;

    private final Rig rig;

    SchedulerStudy(Path folder) {
        this.rig = new Rig(folder);
    }

    private record Cost(long frames, long cpuNanos, long heapBytes, List<Double> totalMicros) {}

    /** @param seconds of each round */
    Scheduler run(int seconds, long seed) {
        BlockCatalog network = rig.write(KIND, "scheduler", 1, seed).get(0);
        Tensor image = KIND.input(seed);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long period = Math.round(1e9 * STREAMS / RATE);
        ExecutorService executor = Executors.newFixedThreadPool(Rig.CORES, task -> new Thread(task, "plain-worker"));
        try (Ashlar ashlar = rig.open(OtherJoins.still(rig.engine()), new RandomPlans(seed, true), rig.budget())) {
            List<StreamHandle> streams = new ArrayList<>();
            for (int i = 0; i < STREAMS; i++) {
                streams.add(Rig.get(ashlar.openStream(StreamSpec.of(
                        "s" + i, network.model().value(), Duration.ofNanos(period), Duration.ofMillis(50)))));
            }
            List<Function<Frame, CompletionStage<FrameOutcome>>> ours = new ArrayList<>();
            streams.forEach(stream -> ours.add(stream::submit));
            FrameOutcome answer = answer(network, image);
            List<Function<Frame, CompletionStage<FrameOutcome>>> plain =
                    Collections.nCopies(STREAMS, frame -> CompletableFuture.supplyAsync(() -> answer, executor));
            List<Cost> own = new ArrayList<>();
            List<Cost> other = new ArrayList<>();
            for (int round = 0; round <= ROUNDS; round++) {
                own.add(offer(ours, image, period, seconds, threads));
                other.add(offer(plain, image, period, seconds, threads));
            }
            // The first round warms up.
            return result(own.subList(1, own.size()), other.subList(1, other.size()));
        } finally {
            executor.shutdown();
            rig.close();
        }
    }

    private static FrameOutcome answer(BlockCatalog network, Tensor output) {
        return new FrameOutcome.FrameResult(List.of(output), 1, network.originalChain(), 0, 0, 0, true);
    }

    private static Scheduler result(List<Cost> own, List<Cost> other) {
        return new Scheduler(
                RATE,
                sum(own, Cost::frames),
                sum(own, Cost::cpuNanos) / 1e3 / sum(own, Cost::frames),
                sum(other, Cost::cpuNanos) / 1e3 / sum(other, Cost::frames),
                Spread.of(own.stream()
                        .flatMap(cost -> cost.totalMicros().stream())
                        .mapToDouble(Double::doubleValue)
                        .toArray()),
                (double) sum(own, Cost::heapBytes) / sum(own, Cost::frames));
    }

    private static long sum(List<Cost> costs, ToLongFunction<Cost> of) {
        return costs.stream().mapToLong(of).sum();
    }

    private static Cost offer(
            List<Function<Frame, CompletionStage<FrameOutcome>>> streams,
            Tensor image,
            long period,
            int seconds,
            ThreadMXBean threads) {
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
        return new Cost(
                frames,
                cpu,
                heap,
                cameras.stream()
                        .flatMapToDouble(camera -> DoubleStream.of(camera.totalMillis()))
                        .mapToObj(millis -> 1000 * millis)
                        .toList());
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
                            || info.getThreadName().equals("plain-worker")
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
