/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockQuantizerTest {
    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    private ModelProto residualBlock(long opset) {
        OnnxNets net = OnnxNets.seeded(2);
        String x = net.input("x", 1, 8, 16, 16);
        String inner = net.relu(net.conv(x, 8, 64, 3, 1, 1));
        String out = net.relu(net.plus(net.conv(inner, 64, 8, 3, 1, 1), x));
        ModelProto model = net.output(out).model();
        return model.toBuilder()
                .setOpsetImport(0, model.getOpsetImport(0).toBuilder().setVersion(opset))
                .build();
    }

    private OnnxGraph quantized(OnnxGraph graph, List<Map<String, Tensor>> samples) {
        List<Map<String, Tensor>> answers = new ArrayList<>();
        samples.forEach(sample -> answers.add(Graphs.run(runner, graph, sample)));
        return new BlockQuantizer(graph).quantize(samples, answers, runner, 1);
    }

    private static List<Map<String, Tensor>> samples(int count) {
        List<Map<String, Tensor>> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(Map.of("x", Graphs.random(i, 1, 8, 16, 16)));
        }
        return samples;
    }

    private double error(OnnxGraph graph, OnnxGraph rounded, Map<String, Tensor> sample) {
        Tensor expected =
                Lookup.in(Graphs.run(runner, graph, sample), graph.outputs().get(0));
        Tensor actual =
                Lookup.in(Graphs.run(runner, rounded, sample), graph.outputs().get(0));
        double difference = 0;
        double norm = 0;
        float[] left = actual.toFloats();
        float[] right = expected.toFloats();
        for (int i = 0; i < right.length; i++) {
            difference += (left[i] - right[i]) * (left[i] - right[i]);
            norm += right[i] * right[i];
        }
        return Math.sqrt(difference / norm);
    }

    @Test
    void aRoundedBlockAnswersNearlyTheSameAtAQuarterOfTheWeightBytes() {
        for (long opset : new long[] {7, 9, 10, 11, 12, 13, 17}) {
            OnnxGraph graph = Graphs.of(residualBlock(opset), folder);
            OnnxGraph rounded = quantized(graph, samples(12));
            assertThat(error(graph, rounded, Map.of("x", Graphs.random(99, 1, 8, 16, 16))))
                    .as("opset %d", opset)
                    .isBetween(1e-4, 0.05);
            assertThat(rounded.toBytes().length).isLessThan(graph.toBytes().length / 2);
        }
    }

    @Test
    void nothingIsRoundedBetweenALayerAndItsRectifier() {
        OnnxGraph graph = Graphs.of(residualBlock(17), folder);
        OnnxGraph rounded = quantized(graph, samples(4));
        for (NodeProto node : rounded.nodes()) {
            if (node.getOpType().equals("Relu")) {
                NodeProto producer = rounded.producers().get(node.getInput(0));
                assertThat(producer).isNotNull();
                assertThat(producer.getOpType()).isIn("Conv", "Add");
            }
        }
    }

    @Test
    void neighboursAgreeOnTheScaleOfTheirBorder() {
        OnnxNets net = OnnxNets.seeded(3);
        String x = net.input("x", 1, 8, 16, 16);
        String border = net.relu(net.conv(net.relu(net.conv(x, 8, 12, 3, 1, 1)), 12, 8, 3, 1, 1));
        String out = net.conv(net.relu(net.conv(border, 8, 12, 3, 1, 1)), 12, 8, 3, 1, 1);
        OnnxGraph whole = Graphs.of(net.output(border).output(out).model(), folder);
        List<Map<String, Tensor>> samples = samples(6);
        List<Map<String, Tensor>> answers = new ArrayList<>();
        List<Map<String, Tensor>> behind = new ArrayList<>();
        for (Map<String, Tensor> sample : samples) {
            Map<String, Tensor> answer = Graphs.run(runner, whole, sample);
            answers.add(answer);
            behind.add(Map.of(border, Lookup.in(answer, border)));
        }
        OnnxGraph front = whole.withOutputs(List.of(border)).withoutDead();
        OnnxGraph back = whole.slice(
                List.of(dev.ashlar.core.graph.TensorSpec.of(
                        border,
                        dev.ashlar.core.graph.ElementType.FLOAT32,
                        dev.ashlar.core.graph.Shape.of(1, 8, 16, 16))),
                List.of(out));
        OnnxGraph first = new BlockQuantizer(front).quantize(samples, answers, runner, 1);
        OnnxGraph second = new BlockQuantizer(back).quantize(behind, answers, runner, 1);
        assertThat(first.constant(border + "/scale")).isNotNull().isEqualTo(second.constant(border + "/scale"));
        assertThat(first.constant(border + "/zero")).isNotNull().isEqualTo(second.constant(border + "/zero"));
    }

    @Test
    void aBlockWithoutLayersIsNotRounded() {
        OnnxNets net = OnnxNets.seeded(4);
        OnnxGraph graph =
                Graphs.of(net.output(net.relu(net.input("x", 1, 8, 4, 4))).model(), folder);
        assertThat(new BlockQuantizer(graph).hasLayers()).isFalse();
    }

    @Test
    void aHeavyTailIsClippedWhereThatCostsLess() {
        float[] values = Graphs.random(1, 100_000).toFloats();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] * values[i] * values[i];
        }
        ActivationRange range = new ActivationRange(1);
        range.add(java.nio.FloatBuffer.wrap(values));
        float greatest = 0;
        for (float value : values) {
            greatest = Math.max(greatest, Math.abs(value));
        }
        assertThat(range.best().scale() * 255).isBetween(greatest / 4, 1.9f * greatest);
    }

    @Test
    void zeroIsExact() {
        for (double low : new double[] {-3, -0.1, 0}) {
            ActivationRange.Scale scale = ActivationRange.Scale.of(low, 5);
            assertThat(scale.zeroPoint()).isBetween(0, 255);
            assertThat(scale.scale() * -scale.zeroPoint())
                    .isBetween((float) low - scale.scale(), (float) low + scale.scale());
        }
    }

    @Test
    void engineRunsIntegerLayers() {
        OnnxGraph rounded = quantized(Graphs.of(residualBlock(12), folder), samples(4));
        Set<String> domains = rounded.nodes().stream()
                .filter(node -> node.getOpType().endsWith("Linear"))
                .map(NodeProto::getDomain)
                .collect(Collectors.toSet());
        assertThat(domains).containsExactly("com.microsoft");
    }

    @Test
    void saysWhatKeepsAnOldGraphFromBeingRounded() {
        OnnxGraph old = Graphs.of(residualBlock(9), folder);
        assertThat(new BlockQuantizer(old).obstacle()).isNull();
        List<NodeProto> nodes = new ArrayList<>(old.nodes());
        nodes.add(NodeProto.newBuilder()
                .setOpType("Upsample")
                .addInput(old.outputs().get(0))
                .addOutput("larger")
                .build());
        assertThat(new BlockQuantizer(old.with(nodes, old.constants())).obstacle())
                .contains("operator set 9");
    }
}
