/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import java.util.function.Function;

/** How an operator is computed on a batch, or why it is not. */
sealed interface Rule {

    <R> R fold(Function<Step, R> computed, Function<String, R> refused);

    static Rule of(Step step) {
        return new Computed(step);
    }

    static Rule refused(String reason) {
        return new Refused(reason);
    }

    /** The operator is computed by this step. */
    record Computed(Step step) implements Rule {
        @Override
        public <R> R fold(Function<Step, R> computed, Function<String, R> refused) {
            return computed.apply(step);
        }
    }

    /** The operator is not computed, for this reason. */
    record Refused(String reason) implements Rule {
        @Override
        public <R> R fold(Function<Step, R> computed, Function<String, R> refused) {
            return refused.apply(reason);
        }
    }
}
