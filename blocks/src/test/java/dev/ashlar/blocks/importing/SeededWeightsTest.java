/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeededWeightsTest {
    @TempDir
    Path folder;

    private static String open(OnnxNets net, long... shape) {
        return net.op("ConstantOfShape", net.constant(shape));
    }

    /** A convolution, a normalisation and a fully connected layer, all left open. */
    private OnnxGraph net(long width) {
        OnnxNets net = OnnxNets.seeded(1);
        String x = net.op("Conv", net.input("x", 1, 3, 8, 8), open(net, width, 3, 3, 3));
        x = net.op("BatchNormalization", x, open(net, width), open(net, width), open(net, width), open(net, width));
        x = net.flatten(net.globalAveragePool(net.relu(x)));
        return Graphs.of(net.output(net.op("Gemm", x, open(net, width, 5))).model(), folder);
    }

    @Test
    void layersGetNormalWeightsByTheirFanIn() {
        OnnxGraph filled = SeededWeights.fill(net(600), 7);
        for (NodeProto node : filled.nodes()) {
            if (node.getOpType().equals("Conv") || node.getOpType().equals("Gemm")) {
                float[] weights = Constants.floats(Lookup.in(filled.constants(), node.getInput(1)));
                double fanIn = node.getOpType().equals("Conv") ? 27 : 600;
                double square = IntStream.range(0, weights.length)
                        .mapToDouble(i -> weights[i] * weights[i])
                        .average()
                        .orElse(0);
                assertThat(square * fanIn).as(node.getOpType()).isCloseTo(2, within(0.15));
            }
        }
    }

    @Test
    void normalisationsGetScaleAndVarianceOneAndKeepTheRest() {
        OnnxGraph filled = SeededWeights.fill(net(4), 7);
        assertThat(filled.nodes())
                .filteredOn(node -> node.getOpType().equals("ConstantOfShape"))
                .hasSize(2);
        Map<String, dev.ashlar.core.engine.Tensor> answer =
                Graphs.run(new OrtGraphRunner(), filled, Map.of("x", Graphs.random(1, 1, 3, 8, 8)));
        assertThat(answer.values())
                .allSatisfy(tensor ->
                        assertThat(tensor.toFloats()).doesNotContain(Float.NaN).doesNotHaveDuplicates());
    }

    @Test
    void aDeepResidualNetworkTellsImagesApart() {
        OnnxNets net = OnnxNets.seeded(1);
        String x = net.input("x", 1, 8, 4, 4);
        for (int i = 0; i < 60; i++) {
            String branch = net.op("Conv", net.relu(x), open(net, 8, 8, 1, 1));
            branch = net.op("BatchNormalization", branch, open(net, 8), open(net, 8), open(net, 8), open(net, 8));
            x = net.op("Add", x, branch);
        }
        x = net.op("Softmax", net.flatten(net.globalAveragePool(x)));
        OnnxGraph filled = SeededWeights.fill(Graphs.of(net.output(x).model(), folder), 7);
        OrtGraphRunner runner = new OrtGraphRunner();
        List<float[]> answers = IntStream.range(0, 2)
                .mapToObj(i -> Graphs.run(runner, filled, Map.of("x", Graphs.random(i, 1, 8, 4, 4))))
                .map(answer -> answer.values().iterator().next().toFloats())
                .toList();
        assertThat(answers.get(0)[0]).isNotCloseTo(answers.get(1)[0], withinPercentage(0.1));
    }

    @Test
    void equalSeedsGiveEqualWeights() {
        assertThat(SeededWeights.fill(net(4), 7)).isEqualTo(SeededWeights.fill(net(4), 7));
        assertThat(SeededWeights.fill(net(4), 7)).isNotEqualTo(SeededWeights.fill(net(4), 8));
    }

    @Test
    void leavesANetworkAsItIsWhoseWeightsAreGiven() {
        OnnxGraph given = Graphs.of(OnnxNets.residual(1, 16, 16), folder);
        assertThat(SeededWeights.fill(given, 7)).isEqualTo(given);
    }

    @Test
    void refusesToDrawGigabytes() {
        OnnxNets net = OnnxNets.seeded(1);
        String x = net.op("Conv", net.input("x", 1, 3, 8, 8), open(net, 100_000, 3, 100, 100));
        OnnxGraph huge = Graphs.of(net.output(x).model(), folder);
        assertThatThrownBy(() -> SeededWeights.fill(huge, 1))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("12000000000")
                .hasMessageContaining("Maybe");
    }
}
