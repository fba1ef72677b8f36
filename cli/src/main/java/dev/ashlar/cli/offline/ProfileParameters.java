/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.cli.common.Usage;
import dev.ashlar.profiler.ProfileOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How carefully a network is measured. */
final class ProfileParameters {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = "--quick",
            description = "Measure in half a minute: fewer rounds, images and compositions, wider intervals.")
    private boolean quick;

    @Option(names = "--rounds", description = "Runs that are timed for each descendant (default: 100; quick: 20).")
    private @Nullable Integer rounds;

    @Option(
            names = "--images",
            description =
                    "Images that quality is judged on at most (default: 4000; quick: 500); fewer where time is short.")
    private @Nullable Integer images;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description =
                    "About how long judging quality may take; beyond 100 images, as many as fit (default: 200; quick:"
                            + " 12).")
    private @Nullable Integer patience;

    @Option(
            names = "--compositions",
            description = "Compositions to learn from what others are worth; 0 for none (default: 20; quick: 12).")
    private @Nullable Integer compositions;

    @Option(
            names = "--metric",
            description = "What quality is: top-1, top-5, box-f1, mask-iou, psnr, ssim or agreement (default: top-1 or "
                    + "box-f1 where the truth is known, else agreement with the original).")
    private @Nullable String metric;

    ProfileOptions options() {
        return Usage.checked(command, this::chosen);
    }

    private ProfileOptions chosen() {
        ProfileOptions usual = quick ? ProfileOptions.QUICK : ProfileOptions.DEFAULT;
        return usual.withRounds(rounds == null ? usual.rounds() : rounds)
                .withImages(images == null ? usual.images() : images)
                .withPatience(patience == null ? usual.patience() : Duration.ofSeconds(patience))
                .withCompositions(compositions == null ? usual.compositions() : compositions)
                .withMetric(metric);
    }
}
