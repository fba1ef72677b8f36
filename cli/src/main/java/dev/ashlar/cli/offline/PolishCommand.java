/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.descend.PolishOptions;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.StoreOption;
import dev.ashlar.cli.common.Usage;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.profiler.ProfileOptions;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.data.DataSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ashlar polish}. */
@Command(
        name = "polish",
        mixinStandardHelpOptions = true,
        description =
                "Fit the heads of the best compositions of a network, by the profile of this machine, to what the "
                        + "original answers, and measure them.")
final class PolishCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MODEL", description = "A network that is profiled.")
    private String model = "";

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private DataParameters data = new DataParameters();

    @Option(names = "--compositions", description = "Most compositions (default: ${DEFAULT-VALUE}).")
    private int compositions = 32;

    @Mixin
    private RecipeParameters recipe = new RecipeParameters();

    @Option(names = "--rounds", description = "Runs that are timed for each head (default: ${DEFAULT-VALUE}).")
    private int rounds = ProfileOptions.DEFAULT.rounds();

    @Option(names = "--seed", description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Override
    public Integer call() {
        data.required();
        ModelId id = Usage.checked(spec, () -> new ModelId(model));
        int most = PolishParameters.checked(spec, compositions);
        PolishOptions options = Usage.checked(spec, () -> recipe.polish(seed));
        int timed = Usage.checked(spec, () -> ProfileOptions.DEFAULT.withRounds(rounds))
                .rounds();
        FileStore files = store.open();
        OfflineStage stage = new OfflineStage(files, spec.commandLine().getErr());
        BlockCatalog catalog = files.load(id);
        DataSet fitted = data.fitted(files);
        ImageSurvey.tell(catalog, fitted, spec.commandLine().getErr());
        BlockCatalog made = stage.polish(catalog, fitted, most, options);
        ProfileSnapshot profile = stage.profilePolished(made, data.judged(files), timed);
        Reports.polished(made, profile, spec.commandLine().getOut());
        return ExitCode.DONE;
    }
}
