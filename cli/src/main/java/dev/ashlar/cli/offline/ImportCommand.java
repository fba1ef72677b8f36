/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.StoreOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ashlar import}. */
@Command(name = "import", mixinStandardHelpOptions = true, description = "Read an ONNX network into the store.")
final class ImportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "The network.")
    private Path file = Path.of("");

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Override
    public Integer call() {
        ImportedModel model =
                new OfflineStage(store.open(), spec.commandLine().getErr()).importModel(file, network.of(file));
        spec.commandLine()
                .getOut()
                .printf(
                        "%s: input %s at %s, %d operators, %.1f M multiply-accumulates, answers with %s%n",
                        model.catalog().model(),
                        model.catalog().input().shape(),
                        model.catalog().input().nominal(),
                        model.structure().operators().size(),
                        model.structure().macs() / 1e6,
                        model.catalog().outputKind());
        return ExitCode.DONE;
    }
}
