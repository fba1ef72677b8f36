/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.StoreOption;
import dev.ashlar.cli.common.Usage;
import dev.ashlar.cli.offline.picture.CutPicture;
import dev.ashlar.cli.offline.picture.PictureFile;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.store.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ashlar cut}. */
@Command(
        name = "cut",
        mixinStandardHelpOptions = true,
        description = "Cut a network into blocks. Descendants of blocks that were cut in another way are given up.")
final class CutCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "FILE|MODEL",
            description = "An imported network, or an ONNX file, which is only looked at and not kept.")
    private String what = "";

    @Option(names = "--json", description = "Print the blocks as JSON.")
    private boolean json;

    @Option(
            names = "--picture",
            paramLabel = "FILE",
            description = "Draw the network and its blocks: FILE.svg, or FILE.html for a page.")
    private @Nullable Path picture;

    @Mixin
    private StoreOption store = new StoreOption();

    @Mixin
    private NetworkOptions network = new NetworkOptions();

    @Mixin
    private CutParameters cut = new CutParameters();

    @Override
    public Integer call() {
        CutOptions options = cut.options();
        PictureFile drawn = pictureFile();
        FileStore files = store.open();
        OfflineStage stage = new OfflineStage(files, spec.commandLine().getErr());
        Path file = Usage.checked(spec, () -> Path.of(what));
        boolean isFile = what.endsWith(".onnx") || file.getNameCount() > 1 || Files.isRegularFile(file);
        ImportedModel model = isFile
                ? stage.read(file, network.of(file))
                : stage.reload(files.load(Usage.checked(spec, () -> new ModelId(what))));
        List<CutBlock> blocks = ModelCutter.cut(model, options);
        if (!isFile) {
            stage.resumeOrSave(model, blocks);
        }
        if (drawn != null) {
            drawn.write(CutPicture.of(model.catalog().model(), model.structure(), blocks));
        }
        if (json) {
            spec.commandLine().getOut().println(CutReport.of(model.catalog().model(), blocks));
        } else {
            Reports.blocks(model.catalog().model(), blocks, spec.commandLine().getOut());
        }
        return ExitCode.DONE;
    }

    private @Nullable PictureFile pictureFile() {
        Path file = picture;
        if (file == null) {
            return null;
        }
        PictureFile drawn = Usage.checked(spec, () -> PictureFile.at(file));
        drawn.requireFolder();
        return drawn;
    }
}
