/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.baseline;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A residual network for small pictures, not trained yet.
 *
 * @param classes that it tells apart
 * @param widths channels of each stage; every stage but the first halves the picture
 * @param units pairs of convolutions in each stage
 * @param side rows and columns of the picture
 */
public record ResidualNetwork(int classes, List<Integer> widths, int units, int side) {
    /*
     * He et al., Deep Residual Learning for Image Recognition, CVPR 2016, section 4.2, with projections where a stage
     * begins; weights drawn as He et al., Delving Deep into Rectifiers, ICCV 2015, have it.
     */
    private static final int OPSET = 17;
    private static final int IR_VERSION = 8;

    public ResidualNetwork {
        widths = List.copyOf(widths);
        Argument.require(
                classes > 1 && units > 0 && side > 0 && !widths.isEmpty(),
                "A network of %d classes, %d units and stages %s for pictures of %d pixels cannot be built.",
                classes,
                units,
                widths,
                side);
    }

    /** The network with random weights. */
    public OnnxGraph seeded(long seed) {
        return new Build(new Random(seed)).all();
    }

    private final class Build {
        private final Random random;
        private final List<NodeProto> nodes = new ArrayList<>();
        private final Map<String, TensorProto> constants = new LinkedHashMap<>();

        private Build(Random random) {
            this.random = random;
        }

        private OnnxGraph all() {
            int before = widths.get(0);
            String x = relu(normalised(convolution("input", 3, before, 3, 1), before));
            for (int stage = 0; stage < widths.size(); stage++) {
                int width = widths.get(stage);
                for (int unit = 0; unit < units; unit++) {
                    x = unit(x, before, width, stage > 0 && unit == 0 ? 2 : 1);
                    before = width;
                }
            }
            String row = add("Flatten", List.of(add("GlobalAveragePool", List.of(x))));
            String weights = draw(Math.sqrt(1.0 / before), classes, before);
            NodeProto logits = NodeProto.newBuilder()
                    .setOpType("Gemm")
                    .setName("logits")
                    .addAllInput(List.of(row, weights, filled(0, classes)))
                    .addAttribute(Attributes.of("transB", 1))
                    .addOutput("logits")
                    .build();
            nodes.add(logits);
            return graph();
        }

        private OnnxGraph graph() {
            ModelProto header = ModelProto.newBuilder()
                    .setIrVersion(IR_VERSION)
                    .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
                    .build();
            TensorSpec input = new TensorSpec(
                    "input", ElementType.FLOAT32, Shape.of(Shape.FREE, 3, side, side), Shape.of(1, 3, side, side));
            return new OnnxGraph(header, nodes, constants, List.of(OnnxGraph.valueInfo(input)), List.of("logits"));
        }

        private String unit(String x, int from, int to, int stride) {
            String inner = relu(normalised(convolution(x, from, to, 3, stride), to));
            String last = normalised(convolution(inner, to, to, 3, 1), to);
            String shortcut = from == to && stride == 1 ? x : normalised(convolution(x, from, to, 1, stride), to);
            return relu(add("Add", List.of(last, shortcut)));
        }

        private String convolution(String in, int from, int to, int kernel, int stride) {
            String weights = draw(Math.sqrt(2.0 / (from * kernel * kernel)), to, from, kernel, kernel);
            int pad = kernel / 2;
            return add(
                    "Conv",
                    List.of(in, weights),
                    integers("kernel_shape", kernel, kernel),
                    integers("strides", stride, stride),
                    integers("pads", pad, pad, pad, pad));
        }

        private String normalised(String in, int channels) {
            return add(
                    "BatchNormalization",
                    List.of(in, filled(1, channels), filled(0, channels), filled(0, channels), filled(1, channels)));
        }

        private String relu(String in) {
            return add("Relu", List.of(in));
        }

        private String add(String type, List<String> inputs, AttributeProto... attributes) {
            String name = type + "_" + nodes.size();
            nodes.add(NodeProto.newBuilder()
                    .setOpType(type)
                    .setName(name)
                    .addAllInput(inputs)
                    .addAllAttribute(Arrays.asList(attributes))
                    .addOutput(name + "_out")
                    .build());
            return name + "_out";
        }

        private String draw(double deviation, long... shape) {
            float[] values = new float[Math.toIntExact(Shape.of(shape).elements())];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (deviation * random.nextGaussian());
            }
            return constant(values, shape);
        }

        private String filled(float value, int count) {
            float[] values = new float[count];
            Arrays.fill(values, value);
            return constant(values, count);
        }

        private String constant(float[] values, long... shape) {
            String name = "w" + constants.size();
            constants.put(name, Constants.ofFloats(name, Shape.of(shape), values));
            return name;
        }
    }

    private static AttributeProto integers(String name, long... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        return attribute.build();
    }
}
