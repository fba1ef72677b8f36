/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.engine.DropReason;
import dev.ashlar.core.engine.FrameOutcome;
import java.util.concurrent.CompletableFuture;

/** How a frame ended: a result, a named drop, or a failure (I7). */
sealed interface FrameEnd {

    static FrameEnd served(FrameOutcome.FrameResult result) {
        return new Served(result);
    }

    static FrameEnd dropped(DropReason reason) {
        return new Dropped(reason);
    }

    static FrameEnd failed(Throwable cause) {
        return new Failed(cause);
    }

    /** Someone who counts the ends of frames. */
    interface Counter {
        void served(FrameOutcome.FrameResult result);

        void dropped(DropReason reason);

        void failed(Throwable cause);
    }

    /** Tells the counter. */
    void countBy(Counter counter);

    /** Completes the future that the caller waits for. */
    void complete(CompletableFuture<FrameOutcome> outcome);

    /** It was served. */
    record Served(FrameOutcome.FrameResult result) implements FrameEnd {
        @Override
        public void countBy(Counter counter) {
            counter.served(result);
        }

        @Override
        public void complete(CompletableFuture<FrameOutcome> outcome) {
            outcome.complete(result);
        }
    }

    /** It was dropped. */
    record Dropped(DropReason reason) implements FrameEnd {
        @Override
        public void countBy(Counter counter) {
            counter.dropped(reason);
        }

        @Override
        public void complete(CompletableFuture<FrameOutcome> outcome) {
            outcome.complete(new FrameOutcome.Dropped(reason));
        }
    }

    /** Its run threw. */
    record Failed(Throwable cause) implements FrameEnd {
        @Override
        public void countBy(Counter counter) {
            counter.failed(cause);
        }

        @Override
        public void complete(CompletableFuture<FrameOutcome> outcome) {
            outcome.completeExceptionally(cause);
        }
    }
}
