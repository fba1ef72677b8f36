/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.onnx.OnnxReader;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class L1PruningTest {
    private static final int SIDE = 6;

    @TempDir
    Path folder;

    private OnnxGraph read(byte[] onnx) throws IOException {
        Path file = folder.resolve("net.onnx");
        Files.write(file, onnx);
        return OnnxReader.read(file);
    }

    /** A convolution, normalised, and one that reads it; then the same by way of a fully connected layer. */
    private OnnxGraph block(int inner, int hidden) throws IOException {
        OnnxNets net = OnnxNets.seeded(3);
        String x = net.conv(net.input("input", -1, 3, SIDE, SIDE), 3, inner, 3, 1, 1);
        String y = net.relu(net.batchNorm(x, inner));
        String z = net.gemm(net.flatten(net.maxPool(y, 2, 2)), inner * SIDE * SIDE / 4, hidden);
        return read(net.output(net.gemm(net.relu(z), hidden, 4), -1, 4).bytes());
    }

    @Test
    void keepsTheGreatestNormsAndTheFirstOfEquals() {
        assertThat(L1Pruning.strongest(new double[] {1, 3, 2, 3, 2}, 3)).containsExactly(1, 2, 3);
        assertThat(L1Pruning.strongest(new double[] {5}, 1)).containsExactly(0);
    }

    @Test
    void keepsAsManyChannelsAsTheOtherDescendantHas() throws IOException {
        OnnxGraph original = block(8, 12);
        OnnxGraph pruned = L1Pruning.like(original, block(5, 7));
        List<Shape> weights = pruned.nodes().stream()
                .filter(node ->
                        node.getOpType().equals("Conv") || node.getOpType().equals("Gemm"))
                .map(node -> Constants.shape(Lookup.in(pruned.constants(), node.getInput(1))))
                .toList();
        assertThat(weights).containsExactly(Shape.of(5, 3, 3, 3), Shape.of(7, 5L * SIDE * SIDE / 4), Shape.of(4, 7));
    }

    @Test
    void leavesABlockAloneThatLosesNothing() throws IOException {
        OnnxGraph original = block(8, 12);
        assertThat(L1Pruning.like(original, original)).isEqualTo(original);
    }

    /** Without a channel a block answers as if whoever reads it did not listen. */
    @Test
    void answersAsIfNobodyReadTheLostChannels() throws IOException {
        OnnxGraph original = block(8, 12);
        OnnxGraph pruned = L1Pruning.like(original, block(5, 7));
        OnnxGraph half = deaf(original, original, 0, 5, 1, SIDE * SIDE / 4);
        OnnxGraph deaf = deaf(half, original, 1, 7, 2, 1);
        assertThat(answer(pruned)).containsExactly(answer(deaf), within(1e-4f));
    }

    /** The graph with the reader's weights at zero for the channels of least norm of the original's writer. */
    private static OnnxGraph deaf(OnnxGraph graph, OnnxGraph original, int writer, int kept, int reader, int places) {
        List<NodeProto> layers = graph.nodes().stream()
                .filter(node ->
                        node.getOpType().equals("Conv") || node.getOpType().equals("Gemm"))
                .toList();
        float[] written = Constants.floats(
                Lookup.in(original.constants(), layers.get(writer).getInput(1)));
        String name = layers.get(reader).getInput(1);
        TensorProto before = Lookup.in(graph.constants(), name);
        float[] read = Constants.floats(before);
        int width = Math.toIntExact(before.getDims(1));
        int channels = width / places;
        double[] norms = new double[channels];
        for (int i = 0; i < written.length; i++) {
            norms[i / (written.length / channels)] += Math.abs(written[i]);
        }
        double[] sorted = norms.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < read.length; i++) {
            read[i] = norms[i % width / places] < sorted[channels - kept] ? 0 : read[i];
        }
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        constants.put(name, Constants.ofFloats(name, Constants.shape(before), read));
        return graph.with(graph.nodes(), constants);
    }

    private static float[] answer(OnnxGraph graph) {
        Random random = new Random(1);
        float[] pixels = new float[3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        try (GraphRunner.LoadedGraph loaded = new OrtGraphRunner().load(graph.toBytes())) {
            return Lookup.in(
                            loaded.run(Map.of("input", Tensor.of(Shape.of(1, 3, SIDE, SIDE), pixels)), graph.outputs()),
                            graph.outputs().get(0))
                    .toFloats();
        }
    }

    /** What a shortcut adds to must keep its channels; what both paths only pass through may lose them together. */
    @Test
    void keepsWhatAShortcutAddsTo() throws IOException {
        OnnxNets net = OnnxNets.seeded(1);
        String in = net.input("input", -1, 8, SIDE, SIDE);
        String inner = net.relu(net.batchNorm(net.conv(in, 8, 16, 3, 1, 1), 16));
        String sum = net.relu(net.plus(net.batchNorm(net.conv(inner, 16, 8, 3, 1, 1), 8), in));
        OnnxGraph graph = read(net.output(sum, -1, 8, SIDE, SIDE).bytes());
        InnerChannels channels = new InnerChannels(graph);
        assertThat(channels.writers().values()).singleElement().satisfies(writers -> assertThat(writers)
                .singleElement()
                .isEqualTo(graph.nodes().get(0)));
        assertThat(channels.norms(graph.nodes().get(0))[0]).isCloseTo(norm(graph, 0), within(1e-3));
    }

    private static double norm(OnnxGraph graph, int filter) {
        float[] values = Constants.floats(
                Lookup.in(graph.constants(), graph.nodes().get(0).getInput(1)));
        double sum = 0;
        for (int i = filter * values.length / 16; i < (filter + 1) * values.length / 16; i++) {
            sum += Math.abs(values[i]);
        }
        return sum;
    }
}
