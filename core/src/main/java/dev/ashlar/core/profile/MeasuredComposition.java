/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.unit.Argument;
import java.util.List;

/**
 * A composition that was measured as a whole.
 *
 * @param purpose why
 * @param choices one for each block
 * @param scores what it is worth
 */
public record MeasuredComposition(Purpose purpose, List<DescendantId> choices, Scores scores) {
    /** Why a composition was measured. */
    public enum Purpose {
        /** For the prediction to be fitted to. */
        FIT,
        /** To check the prediction, which was fitted without it. */
        CHECK,
        /** Because planners are likely to choose it. */
        PLAN
    }

    public MeasuredComposition {
        choices = List.copyOf(choices);
        Argument.require(!choices.isEmpty(), "A measured composition must have a block.");
    }
}
