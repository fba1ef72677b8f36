/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.BlockPruner;
import dev.ashlar.blocks.prune.LevelWidths;
import dev.ashlar.blocks.prune.RandomBlocks;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainableBlockTest {
    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    private OnnxGraph smooth() {
        OnnxNets net = OnnxNets.seeded(3);
        String x = net.op("Tanh", net.conv(net.input("x", 1, 3, 6, 6), 3, 6, 3, 1, 1));
        x = net.op("Sigmoid", net.conv(x, 6, 6, 3, 2, 6));
        x = net.op("Tanh", net.conv(x, 6, 4, 1, 1, 2));
        x = net.gemm(net.flatten(net.globalAveragePool(x)), 4, 3);
        return Graphs.of(net.output(x).model(), folder);
    }

    @Test
    void randomBlocksAndTheirDescendantsAnswerAsInTheEngine() {
        try (CrossProducts products = new CrossProducts(runner)) {
            for (int seed = 0; seed < 40; seed++) {
                OnnxGraph graph = BlockPruner.fold(Graphs.of(RandomBlocks.of(seed), folder));
                List<Map<String, Tensor>> samples = Blocks.samples(6, seed, 1, 6, 12, 12);
                assertThat(reason(graph, samples)).as("seed %d", seed).isEqualTo("trainable");
                OnnxGraph narrow = narrowed(graph, samples, products);
                assertThat(reason(narrow, samples)).as("narrow, seed %d", seed).isEqualTo("trainable");
            }
        }
    }

    private OnnxGraph narrowed(OnnxGraph graph, List<Map<String, Tensor>> samples, CrossProducts products) {
        try (TensorProbe probe = new TensorProbe(graph, runner)) {
            ShapedGraph shaped =
                    new ShapedGraph(graph, probe.look(samples.get(0)).shapes());
            return new BlockPruner(shaped, samples, runner, products, LevelWidths.usual(List.of(0.5)), 1)
                    .at(0.5)
                    .graph();
        }
    }

    private String reason(OnnxGraph graph, List<Map<String, Tensor>> samples) {
        return TrainableBlock.of(graph, samples, runner).fold(TrainableBlockTest::closed, said -> said);
    }

    private static String closed(TrainableBlock block) {
        block.close();
        return "trainable";
    }

    @Test
    void gradientsAreThoseOfFiniteDifferences() {
        List<Map<String, Tensor>> samples = Blocks.samples(4, 5, 1, 3, 6, 6);
        OnnxGraph graph = smooth();
        Map<String, float[]> gradients = gradients(graph, samples);
        Random random = new Random(7);
        gradients.forEach((name, gradient) -> {
            float[] direction = new float[gradient.length];
            double along = 0;
            for (int i = 0; i < direction.length; i++) {
                direction[i] = random.nextBoolean() ? 1 : -1;
                along += (double) direction[i] * gradient[i];
            }
            double difference = loss(moved(graph, name, direction, 1e-2f), samples)
                    - loss(moved(graph, name, direction, -1e-2f), samples);
            assertThat(difference / 2e-2).as(name).isCloseTo(along, org.assertj.core.data.Offset.offset(2e-2));
        });
        assertThat(gradients).hasSize(8);
    }

    private Map<String, float[]> gradients(OnnxGraph graph, List<Map<String, Tensor>> samples) {
        Map<String, float[]> gradients = new HashMap<>();
        try (TrainableBlock block = Blocks.trainable(graph, samples, runner);
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            try (GradientCollector collector = Torch.engine().newGradientCollector()) {
                NDArray answer = block.forward(samples).singletonOrThrow();
                collector.backward(answer.mul(answer).sum());
            }
            block.parameters()
                    .forEach((name, array) ->
                            gradients.put(name, array.getGradient().toFloatArray()));
        }
        return gradients;
    }

    /** The sum of the squares of the answers, as the engine computes them. */
    private double loss(OnnxGraph graph, List<Map<String, Tensor>> samples) {
        double sum = 0;
        for (Map<String, Tensor> answer : Blocks.answers(runner, graph, samples)) {
            for (float value : Lookup.in(answer, graph.outputs().get(0)).toFloats()) {
                sum += (double) value * value;
            }
        }
        return sum;
    }

    private static OnnxGraph moved(OnnxGraph graph, String constant, float[] direction, float by) {
        var constants = new java.util.LinkedHashMap<>(graph.constants());
        var before = Lookup.in(graph.constants(), constant);
        float[] values = Constants.floats(before);
        for (int i = 0; i < values.length; i++) {
            values[i] += by * direction[i];
        }
        constants.put(constant, Constants.ofFloats(constant, Constants.shape(before), values));
        return graph.with(graph.nodes(), constants);
    }

    @Test
    void givesItsWeightsBackBitForBit() {
        OnnxGraph graph = smooth();
        try (TrainableBlock block = Blocks.trainable(graph, Blocks.samples(2, 1, 1, 3, 6, 6), runner)) {
            assertThat(block.graph().toBytes()).isEqualTo(graph.toBytes());
            block.parameters().values().forEach(array -> array.muli(2));
            Map<String, float[]> doubled = block.weights();
            OnnxGraph given = block.graph();
            doubled.forEach((name, values) -> assertThat(Constants.floats(Lookup.in(given.constants(), name)))
                    .as(name)
                    .isEqualTo(values));
            assertThat(given).isNotEqualTo(graph);
        }
    }

    @Test
    void weightsThatTwoLayersShareAreOneParameter() {
        OnnxNets net = OnnxNets.seeded(4);
        String weights = net.weight(0.3, 4, 4, 1, 1);
        String x = net.op("Tanh", net.op("Conv", net.input("x", 1, 4, 5, 5), weights));
        OnnxGraph graph = Graphs.of(net.output(net.op("Conv", x, weights)).model(), folder);
        try (TrainableBlock block = Blocks.trainable(graph, Blocks.samples(2, 1, 1, 4, 5, 5), runner)) {
            assertThat(block.parameters()).containsOnlyKeys(weights);
        }
    }

    @Test
    void aBlockWithoutLayersCannotBeTrained() {
        OnnxNets net = OnnxNets.seeded(5);
        OnnxGraph graph =
                Graphs.of(net.output(net.relu(net.input("x", 1, 4, 5, 5))).model(), folder);
        assertThat(reason(graph, Blocks.samples(2, 1, 1, 4, 5, 5))).contains("no layer");
    }

    @Test
    void aBlockThatAnswersOtherwiseThanInTheEngineCannotBeTrained() {
        OnnxNets net = OnnxNets.seeded(6);
        String x = net.conv(net.input("x", 1, 4, 5, 5), 4, 4, 1, 1, 1);
        String damaged = net.op("Mul", x, net.constant(new float[] {Float.NaN}));
        OnnxGraph graph = Graphs.of(net.output(damaged).model(), folder);
        assertThat(reason(graph, Blocks.samples(2, 1, 1, 4, 5, 5))).contains("differs by NaN");
    }
}
