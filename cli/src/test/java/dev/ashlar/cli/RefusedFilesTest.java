/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static dev.ashlar.cli.Refusal.refusal;

import dev.ashlar.core.testing.OnnxNets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no networks and no labels. */
class RefusedFilesTest {
    private static final byte[] NETWORK = OnnxNets.residual(1, 16, 16).toByteArray();

    static Stream<Refusal> files() {
        Stream<Refusal> truncated = Stream.of(1, 7, 64, NETWORK.length / 3, NETWORK.length / 2, NETWORK.length - 1)
                .map(cut -> refusal(
                        "network truncated to %d bytes".formatted(cut),
                        folder ->
                                importing(folder, Given.bytes(folder.resolve("cut.onnx"), Arrays.copyOf(NETWORK, cut))),
                        "cut.onnx",
                        "cut short"));
        Stream<Refusal> others = Stream.of(
                refusal("missing network", folder -> importing(folder, folder.resolve("absent.onnx")), "absent.onnx"),
                refusal(
                        "missing network to prepare",
                        folder -> List.of(
                                "prepare",
                                folder.resolve("absent.onnx"),
                                "--store",
                                folder.resolve("store"),
                                "--data",
                                Given.pictures(folder.resolve("pictures"), 8, 8)),
                        "absent.onnx"),
                refusal(
                        "missing network to cut",
                        folder -> List.of("cut", folder.resolve("absent.onnx")),
                        "absent.onnx"),
                refusal("folder instead of a network", folder -> importing(folder, folder), "plain file"),
                refusal(
                        "folder to cut",
                        folder -> List.of("cut", folder, "--store", folder.resolve("store")),
                        "plain file"),
                refusal(
                        "empty network",
                        folder -> importing(folder, Given.bytes(folder.resolve("empty.onnx"), new byte[0])),
                        "empty.onnx"),
                refusal(
                        "text",
                        folder -> importing(folder, Given.text(folder.resolve("notes.onnx"), "no network at all\n")),
                        "notes.onnx"),
                refusal(
                        "web page",
                        folder -> importing(
                                folder,
                                Given.text(folder.resolve("page.onnx"), "<!DOCTYPE html><html>Not found</html>")),
                        "page.onnx"),
                refusal(
                        "zeros",
                        folder -> importing(folder, Given.bytes(folder.resolve("zeros.onnx"), new byte[4096])),
                        "zeros.onnx"),
                refusal("device", folder -> importing(folder, Path.of("/dev/null")), "/dev/null", "plain file"),
                refusal(
                        "missing labels",
                        folder -> importing(folder, network(folder), "--labels", folder.resolve("absent.txt")),
                        "absent.txt"),
                refusal(
                        "labels of another network",
                        folder -> importing(
                                folder,
                                network(folder),
                                "--labels",
                                Given.text(folder.resolve("labels.txt"), "cat\ndog\n\nbird\n")),
                        "10 classes",
                        "3 labels"),
                refusal("folder of labels", folder -> importing(folder, network(folder), "--labels", folder), "labels"),
                refusal(
                        "labels that are no text",
                        folder -> importing(
                                folder,
                                network(folder),
                                "--labels",
                                Given.bytes(folder.resolve("labels.txt"), new byte[] {(byte) 0xff, (byte) 0xfe, 10})),
                        "labels.txt",
                        "UTF-8"),
                refusal(
                        "endless labels",
                        folder -> importing(folder, network(folder), "--labels", "/dev/zero"),
                        "/dev/zero"));
        return Stream.concat(truncated, others);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void files(Refusal refusal, @TempDir Path folder) throws IOException {
        refusal.check(folder);
    }

    private static List<Object> importing(Path folder, Object network, Object... options) {
        List<Object> args = new ArrayList<>(List.of("import", network, "--store", folder.resolve("store")));
        args.addAll(List.of(options));
        return args;
    }

    private static Path network(Path folder) {
        return Given.bytes(folder.resolve("net.onnx"), NETWORK);
    }
}
