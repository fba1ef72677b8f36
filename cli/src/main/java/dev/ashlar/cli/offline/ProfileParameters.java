/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.cli.common.Usage;
import dev.ashlar.profiler.ProfileOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How carefully a network is measured. */
final class ProfileParameters {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--rounds", description = "Runs that are timed for each descendant (default: ${DEFAULT-VALUE}).")
    private int rounds = ProfileOptions.DEFAULT.rounds();

    @Option(names = "--images", description = "Images that quality is judged on (default: ${DEFAULT-VALUE}).")
    private int images = ProfileOptions.DEFAULT.images();

    ProfileOptions options() {
        return Usage.checked(
                command, () -> ProfileOptions.DEFAULT.withRounds(rounds).withImages(images));
    }
}
