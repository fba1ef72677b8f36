/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.common;

import dev.ashlar.core.plan.PlanModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How sure it must be that a plan keeps the accuracy that it promises. */
public final class ConfidenceOption {
    @Option(
            names = "--confidence",
            paramLabel = "SHARE",
            description = "Plan with the accuracy that compositions have at least with this confidence, such as 0.95"
                    + " (default: what is most likely, 0.5).")
    private @Nullable Double confidence;

    /** What was given, or null; refuses what one cannot plan with. */
    public @Nullable Double given(CommandSpec spec) {
        Double asked = confidence;
        return asked == null ? null : Usage.checked(spec, () -> PlanModel.requireConfidence(asked));
    }

    /** What was given, or what is most likely. */
    public double orLikely(CommandSpec spec) {
        Double asked = given(spec);
        return asked == null ? 0.5 : asked;
    }
}
