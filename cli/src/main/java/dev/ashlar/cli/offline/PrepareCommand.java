/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.descend.DescendLimits;
import dev.ashlar.blocks.descend.DescendOptions;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.StoreOption;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.profiler.ProfileOptions;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.data.DataSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ashlar prepare}: import, cut, descend, profile and, if asked, polish in one. */
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
    private LimitParameters limits = new LimitParameters();

    @Mixin
    private ProfileParameters profile = new ProfileParameters();

    @Mixin
    private PolishParameters polish = new PolishParameters();

    @Override
    public Integer call() {
        ImportOptions importing = network.of(file);
        CutOptions cutting = cut.options();
        DescendOptions descending = descend.options();
        ProfileOptions profiling = profile.options();
        int compositions = polish.compositions();
        FileStore files = store.open();
        DescendLimits limiting = limits.of(files);
        DataSet fitted = data.fitted(files);
        DataSet judged = data.judged(files);
        OfflineStage stage = new OfflineStage(files, spec.commandLine().getErr());
        PrintWriter out = spec.commandLine().getOut();
        ImportedModel model = stage.read(file, importing);
        List<CutBlock> blocks = ModelCutter.cut(model, cutting);
        BlockCatalog catalog = stage.resumeOrSave(model, blocks);
        Reports.blocks(catalog.model(), blocks, out);
        ImageSurvey.tell(catalog, fitted, spec.commandLine().getErr());
        catalog = stage.descend(catalog, fitted, descending, limiting);
        Reports.descendants(catalog, out);
        ProfileSnapshot measured = stage.profile(catalog, judged, profiling);
        Reports.profile(catalog, measured, out);
        if (compositions > 0) {
            catalog = stage.polish(catalog, fitted, compositions, RecipeParameters.likewise(descending));
            Reports.polished(catalog, stage.profilePolished(catalog, judged, profiling.rounds()), out);
        }
        return ExitCode.DONE;
    }
}
