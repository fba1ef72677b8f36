/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static dev.ashlar.cli.Refusal.refusal;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Networks that cannot be run, that reach for other files, or whose sizes are absurd. */
class RefusedNetworksTest {
    static Stream<Refusal> networks() {
        return Stream.of(
                refusal(
                        "unknown operator",
                        folder -> importing(
                                folder, BadNetworks.of(folder.resolve("odd.onnx"), net -> net.op("Teleport", "input"))),
                        "odd.onnx",
                        "Teleport"),
                refusal(
                        "operator of another library",
                        folder -> importing(
                                folder,
                                BadNetworks.of(
                                        folder.resolve("odd.onnx"),
                                        net -> net.add(NodeProto.newBuilder()
                                                .setOpType("DeformConv")
                                                .setDomain("mmcv")
                                                .addInput("input")))),
                        "odd.onnx",
                        "mmcv"),
                refusal(
                        "control flow",
                        folder -> importing(
                                folder,
                                BadNetworks.of(
                                        folder.resolve("loop.onnx"),
                                        net -> net.add(NodeProto.newBuilder()
                                                .setOpType("If")
                                                .addInput("input")
                                                .addAttribute(AttributeProto.newBuilder()
                                                        .setName("then_branch")
                                                        .setType(AttributeProto.AttributeType.GRAPH)
                                                        .setG(GraphProto.getDefaultInstance()))))),
                        "loop.onnx",
                        "If"),
                refusal(
                        "operator that reads nothing known",
                        folder -> importing(
                                folder,
                                BadNetworks.of(folder.resolve("torn.onnx"), net -> net.op("Add", "input", "nowhere"))),
                        "torn.onnx",
                        "Add"),
                refusal(
                        "newer operator set",
                        folder -> importing(folder, BadNetworks.newer(folder.resolve("new.onnx"))),
                        "new.onnx",
                        "999"),
                refusal(
                        "two inputs",
                        folder -> importing(folder, BadNetworks.twoInputs(folder.resolve("two.onnx"))),
                        "two.onnx",
                        "2 inputs"),
                refusal(
                        "no image",
                        folder -> importing(folder, BadNetworks.flatInput(folder.resolve("flat.onnx"))),
                        "flat.onnx",
                        "1, 100"),
                refusal(
                        "constant cut short",
                        folder -> importing(
                                folder,
                                BadNetworks.constant(
                                        folder.resolve("short.onnx"),
                                        tensor -> tensor.setRawData(
                                                tensor.getRawData().substring(4)))),
                        "short.onnx",
                        "w0"),
                refusal(
                        "weights that are no numbers",
                        folder -> importing(
                                folder,
                                BadNetworks.constant(folder.resolve("nan.onnx"), tensor -> BadNetworks.nan(tensor))),
                        "nan.onnx",
                        "w0",
                        "NaN at index 5"),
                refusal(
                        "tensor to cut at that is not there",
                        folder -> List.of("cut", Given.network(folder.resolve("net.onnx")), "--cut-at", "nowhere"),
                        "nowhere"),
                refusal(
                        "channels that do not fit",
                        folder -> importing(folder, Given.network(folder.resolve("net.onnx")), "--order", "gray"),
                        "reads 3 channels",
                        "makes 1"),
                refusal(
                        "size that does not fit",
                        folder -> importing(folder, Given.network(folder.resolve("net.onnx")), "--input", "1x3x17x16"),
                        "1x3x17x16"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void networks(Refusal refusal, @TempDir Path folder) throws IOException {
        refusal.check(folder);
    }

    static Stream<Refusal> externalData() {
        return Stream.of("../../etc/passwd", "../secret.bin", "/etc/passwd", "weights/../../secret.bin", "link.bin", "")
                .map(location -> refusal(
                        "external data at '%s'".formatted(location),
                        folder -> {
                            Given.text(folder.resolve("secret.bin"), "x".repeat(64 * 1024));
                            Files.createDirectories(folder.resolve("model/weights"));
                            Files.createSymbolicLink(folder.resolve("model/link.bin"), folder.resolve("secret.bin"));
                            return importing(
                                    folder, BadNetworks.external(folder.resolve("model/net.onnx"), location, 0));
                        },
                        "(%s)".formatted(location),
                        "net.onnx"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void externalData(Refusal refusal, @TempDir Path folder) throws IOException {
        refusal.check(folder);
    }

    static Stream<Refusal> sizes() {
        Stream<Refusal> extents = Stream.of(
                        "1x3x999999x999999", "999999x3x999999x999999", "1x3x40000x40000", "64x3x8000x8000")
                .map(size -> refusal(
                        "input of " + size,
                        folder -> importing(
                                folder,
                                BadNetworks.declaring(folder.resolve("open.onnx"), -1, 3, -1, -1),
                                "--input",
                                size),
                        size,
                        "open.onnx"));
        Stream<Refusal> others = Stream.of(
                refusal(
                        "constant of 2^62 elements",
                        folder -> importing(folder, BadNetworks.sized(folder.resolve("net.onnx"), 1L << 31, 1L << 31)),
                        "w0",
                        "absurd"),
                refusal(
                        "constant whose extents overflow",
                        folder -> importing(folder, BadNetworks.sized(folder.resolve("net.onnx"), 1L << 33, 1L << 33)),
                        "w0"),
                refusal(
                        "constant of negative extents",
                        folder -> importing(folder, BadNetworks.sized(folder.resolve("net.onnx"), -4, 4)),
                        "w0",
                        "-4"),
                refusal(
                        "constant of rank 40",
                        folder -> importing(folder, BadNetworks.sized(folder.resolve("net.onnx"), new long[40])),
                        "w0"),
                refusal(
                        "external data shorter than its constant",
                        folder -> {
                            Given.text(folder.resolve("w.bin"), "short");
                            return importing(folder, BadNetworks.external(folder.resolve("net.onnx"), "w.bin", 0));
                        },
                        "w.bin",
                        "ends before"),
                refusal(
                        "external data of an absurd offset",
                        folder -> {
                            Given.text(folder.resolve("w.bin"), "short");
                            return importing(
                                    folder, BadNetworks.external(folder.resolve("net.onnx"), "w.bin", Long.MAX_VALUE));
                        },
                        "w.bin"),
                refusal(
                        "input of a declared absurd size",
                        folder -> importing(
                                folder, BadNetworks.declaring(folder.resolve("net.onnx"), 1, 3, 60_000, 60_000)),
                        "60000"),
                refusal(
                        "input of more than 2^16 a side",
                        folder -> importing(
                                folder, BadNetworks.declaring(folder.resolve("net.onnx"), 1, 3, 1L << 40, 16)),
                        "1099511627776"));
        return Stream.concat(extents, others);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void sizes(Refusal refusal, @TempDir Path folder) throws IOException {
        refusal.check(folder);
    }

    private static List<Object> importing(Path folder, Object network, Object... options) {
        List<Object> args = new ArrayList<>(List.of("import", network, "--store", folder.resolve("store")));
        args.addAll(List.of(options));
        return args;
    }
}
