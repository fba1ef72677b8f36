/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.cli.ExitCode;
import dev.ashlar.cli.StoreOption;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.store.FileStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ashlar prepare}: import, cut, descend and profile in one. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description = "Make a network ready to be served: import, cut, descend, profile.")
final class PrepareCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The network.")
    private Path file = Path.of("");

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private CutParameters cut = new CutParameters();

    @Mixin
    private DataParameters data = new DataParameters();

    @Mixin
    private DescendParameters descend = new DescendParameters();

    @Mixin
    private ProfileParameters profile = new ProfileParameters();

    @Override
    public Integer call() {
        FileStore files = store.open();
        OfflineStage stage = new OfflineStage(files);
        PrintWriter out = spec.commandLine().getOut();
        ImportedModel model = stage.read(file, network.of(file));
        List<CutBlock> blocks = ModelCutter.cut(model, cut.options());
        Reports.blocks(model.catalog().model(), blocks, out);
        BlockCatalog catalog = stage.resumeOrSave(model, blocks);
        catalog = stage.descend(catalog, data.fitted(files), descend.options());
        Reports.descendants(catalog, out);
        Reports.profile(stage.profile(catalog, data.judged(files), profile.options()), out);
        return ExitCode.DONE;
    }
}
