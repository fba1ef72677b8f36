/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockPrunerTest {
    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    /** A convolution to {@code channels} channels of 8 x 8, all of which a fully connected layer reads. */
    private ShapedGraph flattened(int channels, Tensor input) {
        OnnxNets net = OnnxNets.seeded(1);
        String x = net.relu(net.conv(net.input("x", 1, 3, 8, 8), 3, channels, 3, 1, 1));
        OnnxGraph graph = Graphs.of(
                net.output(net.gemm(net.flatten(x), 64 * channels, 10)).model(), folder);
        try (TensorProbe probe = new TensorProbe(graph, runner)) {
            return new ShapedGraph(graph, probe.look(Map.of("x", input)).shapes());
        }
    }

    private boolean isElastic(int channels) {
        Tensor input = Graphs.random(1, 1, 3, 8, 8);
        ShapedGraph block = flattened(channels, input);
        try (CrossProducts products = new CrossProducts(runner)) {
            BlockPruner pruner = new BlockPruner(block, List.of(Map.of("x", input)), runner, products, List.of(0.5), 1);
            assertThat(pruner.at(0.5).graph().equals(block.graph())).isEqualTo(!pruner.isElastic());
            return pruner.isElastic();
        }
    }

    @Test
    void keepsChannelsThatALayerOfTooManyInputsReads() {
        int most = BlockPruner.MOST_FEATURES / 64;
        assertThat(isElastic(16)).isTrue();
        assertThat(isElastic(most + 16)).isFalse();
    }
}
