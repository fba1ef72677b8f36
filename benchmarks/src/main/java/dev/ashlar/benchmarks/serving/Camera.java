/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.engine.Tensor;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Offers frames at a steady rate, whatever becomes of them: an open loop, so that lateness is not hidden. */
final class Camera {
    private final Function<Frame, CompletionStage<FrameOutcome>> stream;
    private final Tensor image;
    private final long periodNanos;
    private final long from;
    private final Thread thread = new Thread(this::run, "camera");
    private final Queue<Double> totalMillis = new ConcurrentLinkedQueue<>();
    private final Queue<Double> waitMillis = new ConcurrentLinkedQueue<>();
    private final Queue<Double> computeMillis = new ConcurrentLinkedQueue<>();
    private final AtomicLong inTime = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong offered = new AtomicLong();
    private volatile boolean over;

    /**
     * A camera.
     *
     * @param stream that takes its frames
     * @param from when the first frame comes, on the clock of {@code System.nanoTime()}
     */
    Camera(Function<Frame, CompletionStage<FrameOutcome>> stream, Tensor image, long periodNanos, long from) {
        this.stream = stream;
        this.image = image;
        this.periodNanos = periodNanos;
        this.from = from;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        long next = from;
        while (!over) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
                continue;
            }
            offered.incrementAndGet();
            CompletionStage<Void> end =
                    stream.apply(new Frame(next, new Frame.Input(image))).handle(this::note);
            if (end == null) {
                throw new IllegalStateException("Impossible state: a frame without an end.");
            }
            next += periodNanos;
        }
    }

    private @Nullable Void note(@Nullable FrameOutcome outcome, @Nullable Throwable failure) {
        if (outcome instanceof FrameOutcome.FrameResult result) {
            totalMillis.add(result.totalNanos() / 1e6);
            waitMillis.add(result.queueNanos() / 1e6);
            computeMillis.add(result.computeNanos() / 1e6);
            if (result.inDeadline()) {
                inTime.incrementAndGet();
            }
            result.close();
        }
        ended.incrementAndGet();
        return null;
    }

    /** Offers no more and waits until every frame has ended. */
    void stop() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        while (ended.get() < offered.get()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    long offered() {
        return offered.get();
    }

    long missed() {
        return offered.get() - inTime.get();
    }

    double[] totalMillis() {
        return array(totalMillis);
    }

    double[] waitMillis() {
        return array(waitMillis);
    }

    double[] computeMillis() {
        return array(computeMillis);
    }

    private static double[] array(Queue<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
