/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.math.CrossProducts;
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
            BlockPruner pruner = new BlockPruner(
                    block, List.of(Map.of("x", input)), runner, products, LevelWidths.usual(List.of(0.5)), 1);
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

    /** Two residual parts in a row, linear throughout, so that three channels hold all there is to know. */
    private OnnxGraph linearResiduals(long seed) {
        OnnxNets net = OnnxNets.seeded(seed);
        String stream = net.conv(net.input("x", 1, 3, 8, 8), 3, 12, 1, 1, 1);
        for (int i = 0; i < 2; i++) {
            String inner = net.conv(stream, 12, 10, 1, 1, 1);
            stream = net.plus(net.conv(inner, 10, 12, 1, 1, 1), stream);
        }
        return Graphs.of(net.output(net.conv(stream, 12, 6, 1, 1, 1)).model(), folder);
    }

    @Test
    void fitsLayersOfWhichChannelsAreGoneAlready() {
        for (long seed = 1; seed <= 5; seed++) {
            OnnxGraph graph = linearResiduals(seed);
            List<Map<String, Tensor>> samples = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                samples.add(Map.of("x", Graphs.random(seed * 100 + i, 1, 3, 8, 8)));
            }
            ShapedGraph block;
            try (TensorProbe probe = new TensorProbe(graph, runner)) {
                block = new ShapedGraph(graph, probe.look(samples.get(0)).shapes());
            }
            try (CrossProducts products = new CrossProducts(runner)) {
                BlockPruner pruner =
                        new BlockPruner(block, samples, runner, products, LevelWidths.usual(List.of(0.5)), seed);
                ShapedGraph narrow = pruner.at(0.5);
                assertThat(narrow.graph().toBytes().length).isLessThan(graph.toBytes().length);
                assertThat(error(narrow.graph(), graph, samples, samples))
                        .as("seed %d", seed)
                        .isLessThan(0.02);
                ShapedGraph twice = pruner.at(0.5, samples);
                assertThat(error(twice.graph(), graph, samples, samples))
                        .as("seed %d", seed)
                        .isLessThan(0.02);
            }
        }
    }

    private static float[] answer(GraphRunner.LoadedGraph graph, Map<String, Tensor> sample, List<String> outputs) {
        return Lookup.in(graph.run(sample, outputs), outputs.get(0)).toFloats();
    }

    /** A block whose answer is its input beside what two layers make of it. */
    private OnnxGraph skipping(long seed) {
        OnnxNets net = OnnxNets.seeded(seed);
        String x = net.input("x", 1, 6, 8, 8);
        String inner = net.relu(net.conv(x, 6, 24, 3, 1, 1));
        return Graphs.of(
                net.output(net.plus(net.conv(inner, 24, 6, 3, 1, 1), x)).model(), folder);
    }

    @Test
    void makesUpForWhatTheBlocksBeforeLost() {
        for (long seed = 1; seed <= 5; seed++) {
            OnnxGraph graph = skipping(seed);
            List<Map<String, Tensor>> clean = new ArrayList<>();
            List<Map<String, Tensor>> noisy = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Tensor whole = Graphs.random(seed * 100 + i, 1, 6, 8, 8);
                clean.add(Map.of("x", whole));
                noisy.add(Map.of("x", Tensor.of(whole.shape(), weakened(whole.toFloats()))));
            }
            ShapedGraph block;
            try (TensorProbe probe = new TensorProbe(graph, runner)) {
                block = new ShapedGraph(graph, probe.look(clean.get(0)).shapes());
            }
            try (CrossProducts products = new CrossProducts(runner)) {
                BlockPruner pruner =
                        new BlockPruner(block, clean, runner, products, LevelWidths.usual(List.of(0.5)), seed);
                OnnxGraph blind = pruner.at(0.5).graph();
                OnnxGraph warned = pruner.at(0.5, noisy).graph();
                assertThat(error(warned, graph, noisy, clean))
                        .as("seed %d", seed)
                        .isLessThan(0.9 * error(blind, graph, noisy, clean));
                assertThat(pruner.at(0.5).graph()).as("seed %d", seed).isEqualTo(blind);
            }
        }
    }

    private static float[] weakened(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= 0.6f;
        }
        return values;
    }

    /** How far the answers to some inputs are from the original's to others: the root of the squares over that of those. */
    private double error(
            OnnxGraph made, OnnxGraph original, List<Map<String, Tensor>> noisy, List<Map<String, Tensor>> clean) {
        double apart = 0;
        double norm = 0;
        try (GraphRunner.LoadedGraph left = runner.load(made.toBytes());
                GraphRunner.LoadedGraph right = runner.load(original.toBytes())) {
            for (int s = 0; s < noisy.size(); s++) {
                float[] a = answer(left, noisy.get(s), made.outputs());
                float[] b = answer(right, clean.get(s), original.outputs());
                for (int i = 0; i < b.length; i++) {
                    apart += (a[i] - b[i]) * (a[i] - b[i]);
                    norm += b[i] * b[i];
                }
            }
        }
        return Math.sqrt(apart / norm);
    }
}
