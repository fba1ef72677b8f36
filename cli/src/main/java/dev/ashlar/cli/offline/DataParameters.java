/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.store.FileStore;
import dev.ashlar.store.data.DataSet;
import dev.ashlar.store.data.DataSetOptions;
import dev.ashlar.store.data.DataSets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The images that descendants are made from and judged on; never the same ones. */
final class DataParameters {
    private static final double FITTED = 0.7;
    private static final double JUDGED = 0.3;
    private static final long SPLIT_SEED = 20211025;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-d", "--data"},
            paramLabel = "PATH",
            description =
                    "Images: a folder, a folder of folders named for classes, CIFAR or IDX files, or a tar of these.")
    private @Nullable Path data;

    @Option(names = "--part", description = "Which part of the data set, such as train.")
    private @Nullable String part;

    /** Whether there are any; asking for them is wrong usage if not. */
    boolean isGiven() {
        return data != null;
    }

    /** Where they are; wrong usage if nowhere. */
    Path required() {
        Path path = data;
        if (path == null) {
            throw new ParameterException(command.commandLine(), "Missing required option: '--data=PATH'");
        }
        return path;
    }

    private List<DataSet> split(FileStore store) {
        Path path = required();
        DataSetOptions options =
                DataSetOptions.plain().cachingIn(store.cacheFolder().resolve("data"));
        DataSet all = DataSets.open(path, part == null ? options : options.withPart(part));
        return all.split(SPLIT_SEED, FITTED, JUDGED);
    }

    /** The images that layers are fitted to. */
    DataSet fitted(FileStore store) {
        return split(store).get(0);
    }

    /** The images that quality is judged on. */
    DataSet judged(FileStore store) {
        return split(store).get(1);
    }
}
