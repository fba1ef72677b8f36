/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerFoldingTest {
    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    private void requireSame(OnnxGraph before, OnnxGraph after, Tensor input, String what) {
        Map<String, Tensor> expected = Graphs.run(runner, before, Map.of("x", input));
        Map<String, Tensor> actual = Graphs.run(runner, after, Map.of("x", input));
        expected.forEach((name, tensor) -> assertThat(Graphs.relativeError(Lookup.in(actual, name), tensor))
                .as(what)
                .isLessThan(1e-5));
    }

    @Test
    void aFoldedBlockAnswersTheSame() {
        for (long seed = 0; seed < 100; seed++) {
            OnnxGraph graph = Graphs.of(RandomBlocks.of(seed), folder);
            requireSame(graph, LayerFolding.fold(graph), Graphs.random(seed, 1, 6, 12, 12), "seed " + seed);
        }
    }

    @Test
    void normalisationAndConstantsGoIntoTheLayerBeforeThem() {
        OnnxNets net = OnnxNets.seeded(5);
        String x = net.batchNorm(net.conv(net.input("x", 1, 3, 8, 8), 3, 4, 3, 1, 1), 4);
        x = net.op("Mul", x, net.constant(new float[] {2, 3, 4, 5}, 4, 1, 1));
        x = net.op("Add", net.constant(new float[] {0.5f}), x);
        x = net.op(
                "Div", net.op("Sub", x, net.constant(new float[] {1, 2, 3, 4}, 1, 4, 1, 1)), net.constant(new float[] {3
                }));
        OnnxGraph graph = Graphs.of(net.output(net.relu(x)).model(), folder);
        OnnxGraph folded = LayerFolding.fold(graph);
        assertThat(folded.nodes()).extracting(node -> node.getOpType()).containsExactly("Conv", "Relu");
        requireSame(graph, folded, Graphs.random(5, 1, 3, 8, 8), "folded");
    }

    @Test
    void aConstantThatVariesOverPlacesStays() {
        OnnxNets net = OnnxNets.seeded(6);
        String x = net.conv(net.input("x", 1, 3, 4, 4), 3, 4, 3, 1, 1);
        OnnxGraph graph =
                Graphs.of(net.output(net.op("Add", x, net.weight(1, 4))).model(), folder);
        assertThat(LayerFolding.fold(graph).nodes()).hasSize(2);
    }

    @Test
    void aLayerThatOthersReadTooIsLeftAlone() {
        OnnxNets net = OnnxNets.seeded(7);
        String conv = net.conv(net.input("x", 1, 3, 8, 8), 3, 4, 3, 1, 1);
        OnnxGraph graph = Graphs.of(
                net.output(net.plus(net.batchNorm(conv, 4), net.relu(conv))).model(), folder);
        OnnxGraph folded = LayerFolding.fold(graph);
        assertThat(folded.nodes()).hasSize(4);
        requireSame(graph, folded, Graphs.random(7, 1, 3, 8, 8), "shared layer");
    }
}
