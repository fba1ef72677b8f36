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
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--blocks", paramLabel = "N", description = "Most blocks (default: ${DEFAULT-VALUE}).")
    private int blocks = CutOptions.DEFAULT.maxBlocks();

    @Option(names = "--cut-at", paramLabel = "TENSOR", description = "A tensor that must be a border; may be repeated.")
    private List<String> pins = List.of();

    CutOptions options() {
        return Usage.checked(command, () -> {
            Argument.require(
                    blocks >= 1 && blocks <= CutOptions.MOST_BLOCKS,
                    "The number of blocks (%d) must lie between 1 and %d. Maybe leave --blocks out, for %d at most.",
                    blocks,
                    CutOptions.MOST_BLOCKS,
                    CutOptions.DEFAULT.maxBlocks());
            return new CutOptions(Math.min(CutOptions.DEFAULT.minBlocks(), blocks), blocks, new HashSet<>(pins));
        });
    }
}
