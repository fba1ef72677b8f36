/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.descend.DescendOptions;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.StoreOption;
import dev.ashlar.cli.demo.DemoNetwork;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.profiler.ProfileOptions;
import dev.ashlar.store.FileStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prepares the networks of the demo; the demo calls it when it needs to. */
@Command(name = "prepare-demo", hidden = true, mixinStandardHelpOptions = true)
final class PrepareDemoCommand implements Callable<Integer> {
    /** A text detector of fewer channels finds nothing any more. */
    private static final List<Double> KEEPS = List.of(0.75, 0.5, 0.25);

    private static final int SAMPLES = 60;
    private static final int COMPOSITIONS = 8;
    private static final int ROUNDS = 40;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StoreOption store = new StoreOption();

    @Override
    public Integer call() {
        FileStore files = store.open();
        OfflineStage stage = new OfflineStage(files, spec.commandLine().getErr());
        for (DemoNetwork network : DemoNetwork.values()) {
            Path file = network.extract(files.cacheFolder().resolve("demo"));
            ImportedModel model = stage.read(
                    file,
                    new ImportOptions(
                            network.model(),
                            network.nominal(),
                            network.preprocessing(),
                            network.outputKind(),
                            List.of()));
            BlockCatalog catalog = stage.resumeOrSave(model, ModelCutter.cut(model, CutOptions.DEFAULT));
            DescendOptions options =
                    DescendOptions.DEFAULT.withKeeps(KEEPS).withSamples(SAMPLES * network.samplesFactor());
            catalog = stage.descend(
                    catalog, network.fittingScenes(2 * options.samples()), options, LimitParameters.usual(files));
            stage.profile(
                    catalog,
                    network.judgingScenes(),
                    ProfileOptions.DEFAULT
                            .withRounds(ROUNDS)
                            .withImages(network.judgingScenes().size())
                            .withCompositions(COMPOSITIONS));
        }
        return ExitCode.DONE;
    }
}
