/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.cli.common.Usage;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What an ONNX file does not say about its network. */
final class NetworkOptions {
    private static final Pattern SIZE = Pattern.compile("[1-9]\\d{0,5}(x[1-9]\\d{0,5}){3}");

    private static final int MOST_LABEL_BYTES = 1 << 20;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(
            names = {"-n", "--name"},
            paramLabel = "NAME",
            description = "Name of the network in the store (default: name of the file).")
    private @Nullable String name;

    @Option(
            names = "--input",
            paramLabel = "NxCxHxW",
            description = "Input size to serve at, where the network leaves it open (default: 1xCx224x224).")
    private @Nullable String input;

    @Option(names = "--order", description = "Channels of the input: ${COMPLETION-CANDIDATES} (default: RGB or GRAY).")
    private @Nullable PixelFormat order;

    @Option(names = "--scale", description = "What bytes are multiplied with (default: 1/255).")
    private double scale = 1 / 255.0;

    @Option(names = "--mean", split = ",", description = "Subtracted from each scaled channel (default: 0).")
    private double @Nullable [] mean;

    @Option(names = "--std", split = ",", description = "Each channel is divided by it (default: 1).")
    private double @Nullable [] std;

    @Option(
            names = "--output",
            description = "What the outputs mean: ${COMPLETION-CANDIDATES} (default: by their shape).")
    private @Nullable OutputKind output;

    @Option(names = "--labels", paramLabel = "FILE", description = "Names of the classes, one per line.")
    private @Nullable Path labels;

    @Option(
            names = "--seed-weights",
            paramLabel = "SEED",
            description = "Draw random weights for those that the file leaves open (ConstantOfShape).")
    private @Nullable Long weightSeed;

    ImportOptions of(Path file) {
        return Usage.checked(
                command,
                () -> new ImportOptions(modelId(file), nominal(), preprocessing(), output, labels(), weightSeed));
    }

    private ModelId modelId(Path file) {
        if (name != null) {
            return new ModelId(name);
        }
        Path last = file.getFileName();
        String base = (last == null ? "network" : last.toString()).replaceAll("\\.onnx$", "");
        String portable = base.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return new ModelId(portable.isEmpty() ? "network" : portable);
    }

    private @Nullable Shape nominal() {
        if (input == null) {
            return null;
        }
        if (!SIZE.matcher(input).matches()) {
            throw new IllegalArgumentException(
                    "The input size (%s) must be four numbers from 1 to 999999. Maybe write it like 1x3x320x320."
                            .formatted(input));
        }
        return Shape.of(
                Arrays.stream(input.split("x", -1)).mapToLong(Long::parseLong).toArray());
    }

    private @Nullable Preprocessing preprocessing() {
        if (order == null && mean == null && std == null && scale == 1 / 255.0) {
            return null;
        }
        PixelFormat channels = order == null ? PixelFormat.RGB : order;
        return new Preprocessing(channels, scale, perChannel(mean, 0, channels), perChannel(std, 1, channels));
    }

    private static List<Double> perChannel(double @Nullable [] given, double absent, PixelFormat channels) {
        if (given == null || given.length == 1) {
            return Collections.nCopies(channels.channels(), given == null ? absent : given[0]);
        }
        return Arrays.stream(given).boxed().toList();
    }

    private List<String> labels() {
        if (labels == null) {
            return List.of();
        }
        try {
            if (!Files.isRegularFile(labels) || Files.size(labels) > MOST_LABEL_BYTES) {
                throw new BlocksException(
                        "The file of labels (%s) must be a plain file of at most %d bytes. Maybe the path is misspelt."
                                .formatted(labels, MOST_LABEL_BYTES));
            }
            return Files.readAllLines(labels).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new BlocksException(
                    "The file of labels %s cannot be read (%s). Maybe check the path and its encoding, UTF-8."
                            .formatted(labels, e),
                    e);
        }
    }
}
