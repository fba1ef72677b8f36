/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import java.util.function.Function;

/** Whether a block can be trained. That one cannot is an answer, not an exception. */
public sealed interface Trainability {

    /** Folds the answer; the compiler holds every caller to both cases. */
    <R> R fold(Function<TrainableBlock, R> trainable, Function<String, R> fixed);

    /**
     * A block that computes in PyTorch what it computes in the engine.
     *
     * @param block open; whoever gets it closes it
     */
    record Trainable(TrainableBlock block) implements Trainability {
        @Override
        public <R> R fold(Function<TrainableBlock, R> trainable, Function<String, R> fixed) {
            return trainable.apply(block);
        }
    }

    /**
     * A block that stays as it is.
     *
     * @param reason for people
     */
    record Fixed(String reason) implements Trainability {
        @Override
        public <R> R fold(Function<TrainableBlock, R> trainable, Function<String, R> fixed) {
            return fixed.apply(reason);
        }
    }
}
