/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.descend.DescendLimits;
import dev.ashlar.blocks.descend.DescendOptions;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.StoreOption;
import dev.ashlar.cli.common.Usage;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.data.DataSet;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ashlar descend}. */
@Command(
        name = "descend",
        mixinStandardHelpOptions = true,
        description =
                "Make smaller descendants of every block of a network; an interrupted run goes on where it stopped.")
final class DescendCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "MODEL", description = "A network that is cut.")
    private String model = "";

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private DataParameters data = new DataParameters();

    @Mixin
    private DescendParameters descend = new DescendParameters();

    @Mixin
    private LimitParameters limits = new LimitParameters();

    @Override
    public Integer call() {
        data.required();
        ModelId id = Usage.checked(spec, () -> new ModelId(model));
        DescendOptions options = descend.options();
        FileStore files = store.open();
        BlockCatalog catalog = files.load(id);
        DescendLimits limiting = limits.of(files);
        DataSet fitted = data.fitted(files);
        PrintWriter err = spec.commandLine().getErr();
        ImageSurvey.tell(catalog, fitted, err);
        BlockCatalog made = new OfflineStage(files, err).descend(catalog, fitted, options, limiting);
        Reports.descendants(made, spec.commandLine().getOut());
        return ExitCode.DONE;
    }
}
