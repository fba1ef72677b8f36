/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.cli.common.Usage;
import dev.ashlar.core.unit.Argument;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Whether heads of whole compositions are polished along with the rest, and of how many. */
final class PolishParameters {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--polish",
            arity = "0..1",
            fallbackValue = "32",
            paramLabel = "COUNT",
            description =
                    "Then polish the heads of so many compositions, and measure them (${FALLBACK-VALUE} without a "
                            + "number; default: none). Takes about as long as it takes to profile again.")
    private int compositions;

    /** How many compositions; 0 for none. */
    int compositions() {
        return compositions == 0 ? 0 : checked(command, compositions);
    }

    /** Refuses numbers of compositions that make no sense. */
    static int checked(CommandSpec command, int compositions) {
        return Usage.checked(command, () -> {
            Argument.require(
                    compositions >= 1 && compositions <= 1000,
                    "The number of compositions (%d) must lie between 1 and 1000.",
                    compositions);
            return compositions;
        });
    }
}
