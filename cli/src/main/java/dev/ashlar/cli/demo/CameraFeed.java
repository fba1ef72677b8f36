/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.image.PackedImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Shows the pictures of one camera to its stream, one per period, round and round. */
final class CameraFeed {
    private static final int MOST_ATTEMPTS = 500;
    private static final long ATTEMPT_NANOS = 10_000_000L;

    private final List<PackedImage> images;
    private final Scoreboard scores;
    private final ScheduledExecutorService clock;
    private final Executor judges;
    private final AtomicLong ended = new AtomicLong();
    private final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();
    private volatile @Nullable StreamHandle stream;
    private @Nullable ScheduledFuture<?> ticking;
    private long shown;

    CameraFeed(List<PackedImage> images, Scoreboard scores, ScheduledExecutorService clock, Executor judges) {
        this.images = images.stream().map(CameraFeed::direct).toList();
        this.scores = scores;
        this.clock = clock;
        this.judges = judges;
    }

    private static PackedImage direct(PackedImage image) {
        if (image.data().isDirect()) {
            return image;
        }
        ByteBuffer copy = ByteBuffer.allocateDirect(image.data().capacity());
        copy.put(0, image.data(), 0, image.data().capacity());
        return new PackedImage(copy, image.width(), image.height(), image.stride(), image.format());
    }

    /** Starts to show pictures to a stream, or goes on at another rate. */
    synchronized void show(StreamHandle to, Duration period) {
        stop();
        stream = to;
        ticking = clock.scheduleAtFixedRate(this::next, 0, period.toNanos(), TimeUnit.NANOSECONDS);
    }

    synchronized void stop() {
        if (ticking != null) {
            ticking.cancel(false);
        }
    }

    private void next() {
        StreamHandle to = stream;
        if (to != null) {
            int picture = (int) (shown++ % images.size());
            Frame frame = Frame.of(images.get(picture));
            CompletableFuture<FrameOutcome> outcome = to.submit(frame).toCompletableFuture();
            CompletableFuture<FrameOutcome> unused =
                    outcome.whenCompleteAsync((result, failure) -> end(picture, result), judges);
        }
    }

    private void end(int picture, @Nullable FrameOutcome outcome) {
        try {
            if (outcome instanceof FrameOutcome.FrameResult result) {
                try (result) {
                    scores.judge(picture, result);
                }
            }
        } catch (RuntimeException e) {
            fault.compareAndSet(null, e);
        }
        ended.incrementAndGet();
    }

    /** Whether as many outcomes have arrived as frames were offered, or do so within some seconds. */
    boolean allEnded(long offered) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS && ended.get() < offered; attempt++) {
            LockSupport.parkNanos(ATTEMPT_NANOS);
        }
        RuntimeException judging = fault.get();
        if (judging != null) {
            throw judging;
        }
        return ended.get() == offered;
    }

    Scoreboard scores() {
        return scores;
    }

    @Nullable
    StreamHandle stream() {
        return stream;
    }
}
