/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.cli.common.Usage;
import dev.ashlar.core.unit.Argument;
import java.util.HashSet;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a network is to be cut. */
final class CutParameters {
    private static final int MOST_BLOCKS = 64;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--blocks", paramLabel = "N", description = "Most blocks (default: ${DEFAULT-VALUE}).")
    private int blocks = 10;

    @Option(names = "--cut-at", paramLabel = "TENSOR", description = "A tensor that must be a border; may be repeated.")
    private List<String> pins = List.of();

    CutOptions options() {
        return Usage.checked(command, () -> {
            Argument.require(
                    blocks >= 1 && blocks <= MOST_BLOCKS,
                    "The number of blocks (%d) must lie between 1 and %d. Maybe leave --blocks out, for 10 at most.",
                    blocks,
                    MOST_BLOCKS);
            return new CutOptions(Math.min(4, blocks), blocks, new HashSet<>(pins));
        });
    }
}
