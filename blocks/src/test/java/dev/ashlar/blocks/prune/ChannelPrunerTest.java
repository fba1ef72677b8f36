/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelPrunerTest {
    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    private ShapedGraph shaped(long seed, Tensor input) {
        OnnxGraph graph = LayerFolding.fold(Graphs.of(RandomBlocks.of(seed), folder));
        try (TensorProbe probe = new TensorProbe(graph, runner)) {
            return new ShapedGraph(graph, probe.look(Map.of("x", input)).shapes());
        }
    }

    /** The oracle: the block with all channels, whose readers ignore those of the classes that are gone. */
    private OnnxGraph deaf(ShapedGraph block, BlockChannels channels, BitSet gone) {
        OnnxGraph graph = block.graph();
        for (ChannelMap.Linear linear : channels.map().linears()) {
            NodeProto node = Lookup.in(graph.producers(), linear.out());
            LinearLayer layer = new LinearLayer(new ShapedGraph(graph, block.shapes()), node);
            double[] weights = layer.weights(graph);
            int[] classes = channels.map().classes(linear.in());
            int width = layer.featuresPerChannel() * layer.targets();
            for (int channel = 0; channel < classes.length; channel++) {
                if (gone.get(classes[channel])) {
                    java.util.Arrays.fill(weights, channel * width, (channel + 1) * width, 0);
                }
            }
            graph = layer.with(graph, weights);
        }
        return graph;
    }

    @Test
    void withoutChannelsABlockAnswersAsIfItsReadersIgnoredThem() {
        int pruned = 0;
        for (long seed = 0; seed < 150; seed++) {
            long at = seed;
            Tensor input = Graphs.random(seed, 1, 6, 12, 12);
            ShapedGraph block = shaped(seed, input);
            BlockChannels channels = BlockChannels.of(block.graph(), block::shape);
            BitSet gone = new BitSet();
            Random random = new Random(seed);
            for (ChannelGroup group : channels.groups()) {
                for (int i = 1; i < group.width(); i++) {
                    if (random.nextInt(3) == 0) {
                        gone.set(group.classes().get(i));
                        pruned++;
                    }
                }
            }
            ShapedGraph narrow = ChannelPruner.without(block, channels.map(), gone);
            Map<String, Tensor> expected = Graphs.run(runner, deaf(block, channels, gone), Map.of("x", input));
            Map<String, Tensor> actual = Graphs.run(runner, narrow.graph(), Map.of("x", input));
            expected.forEach((name, tensor) -> assertThat(Graphs.relativeError(Lookup.in(actual, name), tensor))
                    .as("seed %d", at)
                    .isLessThan(2e-5));
            try (TensorProbe probe = new TensorProbe(narrow.graph(), runner)) {
                probe.look(Map.of("x", input)).shapes().forEach((name, shape) -> assertThat(narrow.shape(name))
                        .as("%s", name)
                        .isEqualTo(shape));
            }
        }
        assertThat(pruned).isGreaterThan(500);
    }

    @Test
    void withoutAnyChannelsGoneABlockIsUnchanged() {
        Tensor input = Graphs.random(3, 1, 6, 12, 12);
        ShapedGraph block = shaped(3, input);
        BlockChannels channels = BlockChannels.of(block.graph(), block::shape);
        assertThat(ChannelPruner.without(block, channels.map(), new BitSet()).graph())
                .isEqualTo(block.graph());
    }
}
