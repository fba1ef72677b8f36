/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.engine.DropReason;
import dev.ashlar.core.engine.FrameOutcome;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

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

    /** Hands the end to the one of these that it is for. */
    void visit(Consumer<FrameOutcome.FrameResult> served, Consumer<DropReason> dropped, Consumer<Throwable> failed);

    /** Completes the future that the caller waits for. */
    default void complete(CompletableFuture<FrameOutcome> outcome) {
        visit(
                outcome::complete,
                reason -> outcome.complete(new FrameOutcome.Dropped(reason)),
                outcome::completeExceptionally);
    }

    /** It was served. */
    record Served(FrameOutcome.FrameResult result) implements FrameEnd {
        @Override
        public void visit(
                Consumer<FrameOutcome.FrameResult> served, Consumer<DropReason> dropped, Consumer<Throwable> failed) {
            served.accept(result);
        }
    }

    /** It was dropped. */
    record Dropped(DropReason reason) implements FrameEnd {
        @Override
        public void visit(
                Consumer<FrameOutcome.FrameResult> served, Consumer<DropReason> dropped, Consumer<Throwable> failed) {
            dropped.accept(reason);
        }
    }

    /** Its run threw. */
    record Failed(Throwable cause) implements FrameEnd {
        @Override
        public void visit(
                Consumer<FrameOutcome.FrameResult> served, Consumer<DropReason> dropped, Consumer<Throwable> failed) {
            failed.accept(cause);
        }
    }
}
