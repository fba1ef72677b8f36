/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import static dev.ashlar.core.testing.OnnxNets.floating;
import static dev.ashlar.core.testing.OnnxNets.integer;
import static dev.ashlar.core.testing.OnnxNets.ints;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator on its own, behind a convolution: in PyTorch it must answer as the engine does. */
class OperatorRulesTest {
    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    /** Adds what is tested to a network. */
    private interface Tested {
        String add(OnnxNets net, String in);
    }

    private static Arguments of(String name, Tested tested) {
        return Arguments.of(name, tested);
    }

    private static NodeProto.Builder node(String type, String... inputs) {
        return NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs));
    }

    private static AttributeProto text(String name, String value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }

    private static Tested attributed(String type, AttributeProto... attributes) {
        return (net, x) -> net.add(node(type, x).addAllAttribute(List.of(attributes)));
    }

    /** A convolution of the eight channels with a kernel of (3, 2). */
    private static Tested convolution(int outputs, int group, AttributeProto... attributes) {
        return (net, x) -> net.add(node("Conv", x, net.weight(0.3, outputs, 8 / group, 3, 2), net.weight(1, outputs))
                .addAttribute(integer("group", group))
                .addAllAttribute(List.of(attributes)));
    }

    /** A transposed convolution of the eight channels with a kernel of (3, 2). */
    private static Tested transposed(int outputs, int group, AttributeProto... attributes) {
        return (net, x) ->
                net.add(node("ConvTranspose", x, net.weight(0.3, 8, outputs / group, 3, 2), net.weight(1, outputs))
                        .addAttribute(integer("group", group))
                        .addAllAttribute(List.of(attributes)));
    }

    private static Tested resize(float height, float width, AttributeProto... attributes) {
        return (net, x) -> net.add(node("Resize", x, "", net.constant(new float[] {1, 1, height, width}, 4))
                .addAllAttribute(List.of(attributes)));
    }

    private static AttributeProto places(String mode) {
        return text("coordinate_transformation_mode", mode);
    }

    private static Tested pool(String type, AttributeProto... attributes) {
        return (net, x) ->
                net.add(node(type, x).addAttribute(ints("kernel_shape", 3, 2)).addAllAttribute(List.of(attributes)));
    }

    private static Tested constant(String type, boolean first, long... shape) {
        return (net, x) -> {
            float[] values = new float[(int) java.util.Arrays.stream(shape).reduce(1, Math::multiplyExact)];
            for (int i = 0; i < values.length; i++) {
                values[i] = 0.5f + i;
            }
            String constant = net.constant(values, shape);
            return first ? net.op(type, constant, x) : net.op(type, x, constant);
        };
    }

    static Stream<Arguments> computed() {
        return Stream.of(layers(), pools(), elements(), layouts()).flatMap(tests -> tests);
    }

    private static Stream<Arguments> layers() {
        return Stream.of(
                of("strided", convolution(6, 1, ints("strides", 2, 1))),
                of("asymmetric pads", convolution(6, 1, ints("pads", 2, 0, 0, 1))),
                of("symmetric pads", convolution(6, 1, ints("pads", 1, 1, 1, 1), ints("strides", 2, 2))),
                of("dilated", convolution(6, 1, ints("dilations", 2, 3), ints("pads", 2, 1, 2, 1))),
                of("same upper", convolution(6, 1, text("auto_pad", "SAME_UPPER"), ints("strides", 2, 2))),
                of("same lower", convolution(6, 1, text("auto_pad", "SAME_LOWER"))),
                of("grouped", convolution(6, 2, ints("pads", 1, 0, 1, 1))),
                of("depthwise", convolution(16, 8)),
                of("no bias", (net, x) -> net.add(node("Conv", x, net.weight(1, 4, 8, 1, 1)))),
                of(
                        "transposed",
                        (net, x) -> net.add(node("ConvTranspose", x, net.weight(1, 8, 5, 2, 3), net.weight(1, 5))
                                .addAttribute(ints("strides", 2, 3)))),
                of("transposed, overlapping", transposed(5, 1, ints("strides", 2, 2))),
                of("transposed, padded", transposed(5, 1, ints("strides", 2, 1), ints("pads", 1, 0, 0, 1))),
                of("transposed, cut off", transposed(5, 1, ints("strides", 1, 1), ints("pads", 2, 1, 2, 1))),
                of(
                        "transposed, one more row",
                        transposed(
                                5, 1, ints("strides", 2, 2), ints("pads", 1, 0, 1, 0), ints("output_padding", 1, 0))),
                of("transposed, with gaps", transposed(5, 1, ints("strides", 4, 3))),
                of("transposed, dilated", transposed(5, 1, ints("strides", 2, 2), ints("dilations", 2, 3))),
                of("transposed, same", transposed(5, 1, ints("strides", 2, 2), text("auto_pad", "SAME_UPPER"))),
                of("transposed, grouped", transposed(6, 2, ints("strides", 2, 2), ints("pads", 1, 0, 1, 1))),
                of("transposed, depthwise", transposed(8, 8, ints("strides", 2, 2))),
                of("gemm", (net, x) -> net.gemm(net.flatten(net.globalAveragePool(x)), 8, 5)),
                of(
                        "gemm of factors",
                        (net, x) -> net.add(node(
                                        "Gemm",
                                        net.flatten(net.globalAveragePool(x)),
                                        net.weight(1, 8, 5),
                                        net.weight(1, 1, 5))
                                .addAttribute(floating("alpha", 0.5f))
                                .addAttribute(floating("beta", 2)))),
                of("matrix product", (net, x) -> net.op("MatMul", net.flatten(x), net.weight(0.1, 8 * 99, 4))),
                of("batch norm", (net, x) -> net.batchNorm(x, 8)));
    }

    private static Stream<Arguments> pools() {
        AttributeProto pads = ints("pads", 1, 0, 0, 1);
        AttributeProto two = ints("strides", 2, 2);
        AttributeProto ceil = integer("ceil_mode", 1);
        AttributeProto counted = integer("count_include_pad", 1);
        return Stream.of(
                of("max", pool("MaxPool", two)),
                of("max padded", pool("MaxPool", two, pads)),
                of("max rounded up", pool("MaxPool", two, ceil)),
                of("max same", pool("MaxPool", two, text("auto_pad", "SAME_UPPER"))),
                of("average", pool("AveragePool", two)),
                of("average padded", pool("AveragePool", pads)),
                of("average counted", pool("AveragePool", pads, counted, two)),
                of("average rounded up", pool("AveragePool", pads, two, ceil)),
                of("average same", pool("AveragePool", two, text("auto_pad", "SAME_LOWER"))),
                of("max dilated", pool("MaxPool", ints("dilations", 2, 3), two, ints("pads", 1, 1, 0, 1))),
                of("max dilated, same", pool("MaxPool", ints("dilations", 2, 2), text("auto_pad", "SAME_UPPER"))),
                of("global average", attributed("GlobalAveragePool")),
                of("global max", attributed("GlobalMaxPool")),
                of("mean kept", attributed("ReduceMean", ints("axes", 2, 3))),
                of("mean", attributed("ReduceMean", ints("axes", -1, 2), integer("keepdims", 0))),
                of("mean of channels", attributed("ReduceMean", ints("axes", 1))));
    }

    private static Stream<Arguments> elements() {
        return Stream.of(
                of("relu", attributed("Relu")),
                of("leaky relu", attributed("LeakyRelu", floating("alpha", 0.2f))),
                of("prelu", constant("PRelu", false, 8, 1, 1)),
                of("elu", attributed("Elu", floating("alpha", 0.7f))),
                of(
                        "clip",
                        (net, x) ->
                                net.op("Clip", x, net.constant(new float[] {-0.5f}), net.constant(new float[] {1}))),
                of("clip above", (net, x) -> net.op("Clip", x, "", net.constant(new float[] {0.3f}))),
                of("hard swish", attributed("HardSwish")),
                of("hard sigmoid", attributed("HardSigmoid", floating("alpha", 0.3f), floating("beta", 0.4f))),
                of("sigmoid", attributed("Sigmoid")),
                of("tanh", attributed("Tanh")),
                of("softplus", attributed("Softplus")),
                of("softmax", attributed("Softmax", integer("axis", 1))),
                of("exp", (net, x) -> net.op("Exp", net.op("Tanh", x))),
                of("sqrt", (net, x) -> net.op("Sqrt", net.op("Abs", x))),
                of("neg", attributed("Neg")),
                of("add", (net, x) -> net.plus(x, net.relu(x))),
                of("add constant", constant("Add", false, 8, 1, 1)),
                of("sub from constant", constant("Sub", true, 1, 8, 1, 1)),
                of("mul by number", constant("Mul", false)),
                of("div", constant("Div", false, 9, 1)),
                of("mul excited", (net, x) -> net.op("Mul", x, net.op("Sigmoid", net.globalAveragePool(x)))),
                of("max", (net, x) -> net.op("Max", x, net.op("Neg", x))),
                of("sum", (net, x) -> net.op("Sum", x, net.relu(x), net.op("Tanh", x))));
    }

    private static Stream<Arguments> layouts() {
        return Stream.of(
                of("concat", (net, x) -> net.concat(x, net.relu(x))),
                of("flatten", attributed("Flatten", integer("axis", 1))),
                of("reshape", (net, x) -> net.op("Reshape", x, net.constant(1L, 4, -1))),
                of("squeeze", (net, x) -> net.op("Squeeze", net.globalAveragePool(x), net.constant(2L, 3))),
                of("transpose", attributed("Transpose", ints("perm", 0, 2, 3, 1))),
                of("shuffle", OperatorRulesTest::shuffle),
                of("split", OperatorRulesTest::split),
                of("slice", (net, x) -> net.op("Slice", x, net.constant(-3L), net.constant(100L), net.constant(1L))),
                of(
                        "pad",
                        (net, x) -> net.op(
                                "Pad", x, net.constant(0L, 1, 2, 0, 0, 0, 1, 3), net.constant(new float[] {0.5f}))),
                of(
                        "enlarge",
                        (net, x) -> net.add(node("Resize", x, "", net.constant(new float[] {1, 1, 2, 3}, 4))
                                .addAttribute(text("mode", "nearest"))
                                .addAttribute(text("coordinate_transformation_mode", "asymmetric"))
                                .addAttribute(text("nearest_mode", "floor")))),
                of("linear", resize(2, 2, text("mode", "linear"))),
                of("linear, corners", resize(2, 3, text("mode", "linear"), places("align_corners"))),
                of("linear, asymmetric", resize(1.5f, 2, text("mode", "linear"), places("asymmetric"))),
                of("linear, pytorch", resize(0.6f, 1.3f, text("mode", "linear"), places("pytorch_half_pixel"))),
                of("linear, smaller", resize(0.5f, 0.5f, text("mode", "linear"))),
                of(
                        "linear to a size",
                        (net, x) -> net.add(node("Resize", x, "", "", net.constant(1L, 8, 17, 20))
                                .addAttribute(text("mode", "linear")))),
                of("nearest, broken factors", resize(1.7f, 0.6f)),
                of("nearest, up", resize(1.4f, 1.4f, places("asymmetric"), text("nearest_mode", "ceil"))),
                of("nearest, ceil", resize(0.7f, 1.5f, text("nearest_mode", "round_prefer_ceil"))),
                of("nearest, corners", resize(1.7f, 2.2f, places("align_corners"), text("nearest_mode", "floor"))),
                of("depth to space", attributed("DepthToSpace", integer("blocksize", 2))),
                of(
                        "depth to space by columns",
                        attributed("DepthToSpace", integer("blocksize", 2), text("mode", "CRD"))));
    }

    /** Takes every second channel, by way of an array whose first axis is no batch. */
    private static String shuffle(OnnxNets net, String x) {
        String pairs = net.op("Reshape", x, net.constant(4L, 2, 99));
        String turned = net.add(node("Transpose", pairs).addAttribute(ints("perm", 1, 0, 2)));
        String halves = net.op("Reshape", turned, net.constant(2L, 1, 4, 9, 11));
        return net.add(node("Gather", halves, net.constant(1L)).addAttribute(integer("axis", 0)));
    }

    private static String split(OnnxNets net, String x) {
        NodeProto.Builder split = node("Split", x, net.constant(3L, 5)).addAttribute(integer("axis", 1));
        String second = net.add(split.addOutput("first"));
        return net.concat(second, "first");
    }

    private OnnxGraph network(Tested tested) {
        OnnxNets net = OnnxNets.seeded(1);
        String features = net.conv(net.input("x", 1, 3, 9, 11), 3, 8, 3, 1, 1);
        return Graphs.of(net.output(tested.add(net, features)).model(), folder);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("computed")
    void answersAsTheEngineDoes(String name, Tested tested) {
        OnnxGraph graph = network(tested);
        List<Map<String, Tensor>> samples = Blocks.samples(3, 1, 1, 3, 9, 11);
        List<Map<String, Tensor>> expected = Blocks.answers(runner, graph, samples);
        try (TrainableBlock block = Blocks.trainable(graph, samples, runner)) {
            assertThat(block.parameters()).hasSizeGreaterThanOrEqualTo(2);
            float[] computed = Lookup.in(block.answers(samples), graph.outputs().get(0));
            int at = 0;
            for (Map<String, Tensor> answer : expected) {
                float[] row = Lookup.in(answer, graph.outputs().get(0)).toFloats();
                float[] same = java.util.Arrays.copyOfRange(computed, at, at + row.length);
                assertThat(same).as(name).containsExactly(row, org.assertj.core.data.Offset.offset(1e-4f));
                at += row.length;
            }
            assertThat(at).isEqualTo(computed.length);
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                of(
                        "ConvTranspose",
                        (net, x) -> net.add(node("ConvTranspose", x, net.op("Relu", net.weight(1, 8, 5, 3, 3))))),
                of("Reshape", (net, x) -> net.op("Reshape", x, net.op("Shape", x))),
                of(
                        "Pad",
                        (net, x) -> net.add(node("Pad", x, net.constant(0L, 0, 1, 1, 0, 0, 1, 1))
                                .addAttribute(text("mode", "reflect")))),
                of(
                        "Resize",
                        (net, x) -> net.add(node("Resize", x, "", net.constant(new float[] {1, 1, 2, 2}, 4))
                                .addAttribute(text("mode", "cubic")))),
                of("ReduceMean", attributed("ReduceMean", ints("axes", 0, 1))),
                of("Conv", (net, x) -> net.add(node("Conv", x, net.op("Relu", net.weight(1, 4, 8, 1, 1))))),
                of("CumSum", (net, x) -> net.op("CumSum", x, net.constant(2L))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void saysWhyItCannotBeTrained(String operator, Tested tested) {
        OnnxGraph graph = network(tested);
        String reason = TrainableBlock.of(graph, Blocks.samples(2, 1, 1, 3, 9, 11), runner)
                .fold(block -> "trainable", said -> said);
        assertThat(reason).startsWith("its operator").contains("cannot be trained: ");
    }
}
