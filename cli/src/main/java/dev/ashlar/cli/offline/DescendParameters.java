/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.descend.DescendOptions;
import dev.ashlar.cli.common.Usage;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which descendants are made, and from how many samples. */
final class DescendParameters {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--keep",
            split = ",",
            description = "Levels of pruning: shares of inner channels that stay (default: 0.75,0.5,0.25,0.125).")
    private List<Double> keeps = DescendOptions.DEFAULT.keeps();

    @Option(
            names = "--channel-step",
            paramLabel = "N",
            description = "Channels that the kernels of the target work on at once; pruned layers keep multiples of it "
                    + "(default: as measured on this machine).")
    private int channelStep = DescendOptions.DEFAULT.channelStep();

    @Option(
            names = "--rank",
            split = ",",
            description = "Levels of low rank: shares of the compute of large layers that stay (default: 0.5).")
    private List<Double> ranks = DescendOptions.DEFAULT.ranks();

    @Option(names = "--no-rank", description = "Make no descendant of low rank.")
    private boolean withoutRank;

    @Option(names = "--no-int8", description = "Make no 8-bit descendant.")
    private boolean withoutInt8;

    @Mixin
    private RecipeParameters recipe = new RecipeParameters();

    @Option(names = "--seed", description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = DescendOptions.DEFAULT.seed();

    DescendOptions options() {
        return Usage.checked(command, () -> recipe.of(keeps, !withoutInt8, seed)
                .withChannelStep(channelStep)
                .withRanks(withoutRank ? List.of() : ranks));
    }
}
