/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import dev.ashlar.core.block.BlockChain;
import java.util.List;
import java.util.function.Function;

/** How an accepted frame ended (I7). The third way to end is a failed future. */
public sealed interface FrameOutcome {

    /** Folds the outcome; the compiler holds every caller to both cases. */
    <R> R fold(Function<FrameResult, R> served, Function<Dropped, R> dropped);

    /**
     * The frame was not served.
     *
     * @param reason why
     */
    record Dropped(DropReason reason) implements FrameOutcome {
        @Override
        public <R> R fold(Function<FrameResult, R> served, Function<Dropped, R> dropped) {
            return dropped.apply(this);
        }
    }

    /**
     * The frame was served. A caller that is done with the outputs may close the result: their buffers are written again
     * for frames to come, and reading the outputs is refused from then on. Results that are never closed cost memory
     * until the garbage collector finds them, which it is slow to do, for it does not see how large they are.
     *
     * <p><b>Threading</b>: close it when no thread reads the outputs any more, nor views of their bytes: those are not
     * guarded.
     *
     * @param outputs the network's outputs in the order of its catalog
     * @param revision of the plan that served it, one for the whole frame (I1)
     * @param chain the descendants that served it
     * @param queueNanos from its capture until its first segment began
     * @param computeNanos spent in preprocessing and segments
     * @param totalNanos from its capture until its outputs were there
     * @param inDeadline whether that was in time
     */
    record FrameResult(
            List<Tensor> outputs,
            long revision,
            BlockChain chain,
            long queueNanos,
            long computeNanos,
            long totalNanos,
            boolean inDeadline)
            implements FrameOutcome, AutoCloseable {
        public FrameResult {
            outputs = List.copyOf(outputs);
        }

        /** Hands the outputs' buffers back; closing again does nothing. */
        @Override
        public void close() {
            outputs.forEach(Tensor::release);
        }

        @Override
        public <R> R fold(Function<FrameResult, R> served, Function<Dropped, R> dropped) {
            return served.apply(this);
        }
    }
}
