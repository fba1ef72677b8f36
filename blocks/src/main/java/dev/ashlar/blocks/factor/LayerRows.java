/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.factor;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.math.FewSamplesFit;
import dev.ashlar.blocks.math.NormalEquations;
import dev.ashlar.blocks.math.ReducedRank;
import dev.ashlar.blocks.math.RidgeFit;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.prune.LinearLayer;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;

/** Places in the output of one layer of the original, drawn once, and what it answered there. */
final class LayerRows {
    /*
     * A fit in the space of features takes a few square matrices of as many rows as the layer has features. Larger
     * layers are fitted in the space of samples, which suits those that answer once per image: fully connected ones.
     */
    private static final int MOST_FEATURES = 5120;

    private static final int MOST_SINGLE_ROWS = 1024;
    private static final int LEAST_ROWS = 4096;
    private static final int MOST_ROWS = 20_000;
    private static final int ROWS_PER_FEATURE = 4;

    private final List<int[]> places = new ArrayList<>();
    private final List<float[]> answers = new ArrayList<>();

    private LayerRows() {}

    static boolean canSample(LinearLayer layer) {
        return layer.features() <= MOST_FEATURES || layer.places() == 1;
    }

    /** Runs the original once over all samples and notes what these layers answered. */
    static Map<String, LayerRows> collect(
            ShapedGraph original,
            List<String> layers,
            List<Map<String, Tensor>> samples,
            GraphRunner runner,
            long seed) {
        Map<String, LayerRows> collected = new HashMap<>();
        layers.forEach(name -> collected.put(name, new LayerRows()));
        try (GraphRunner.LoadedGraph graph = runner.load(original.graph().toBytes(layers))) {
            graph.runEach(samples, layers, (sample, seen) -> {
                for (String name : layers) {
                    LinearLayer layer =
                            new LinearLayer(original, Lookup.in(original.graph().producers(), name));
                    Random random = new Random(seed * 31 + name.hashCode() * 1_000_003L + sample);
                    Lookup.in(collected, name).draw(layer, Lookup.in(seen, name).floats(), samples.size(), random);
                }
            });
        }
        return collected;
    }

    private void draw(LinearLayer layer, FloatBuffer output, int samples, Random random) {
        int rows = Math.min(Math.max(ROWS_PER_FEATURE * layer.features(), LEAST_ROWS), MOST_ROWS);
        int count = Math.min((rows + samples - 1) / samples, layer.places());
        int[] drawn = random.ints(0, layer.places()).distinct().limit(count).toArray();
        float[] answer = new float[count * layer.targets()];
        for (int i = 0; i < count; i++) {
            layer.targets(output, drawn[i], answer, i * layer.targets());
        }
        places.add(drawn);
        answers.add(answer);
    }

    /** The layer as it stands in a block, fitted to these answers on the inputs that it gets there. */
    ReducedRank fit(
            ShapedGraph block,
            LinearLayer layer,
            List<Map<String, Tensor>> samples,
            GraphRunner runner,
            CrossProducts products) {
        return layer.features() <= MOST_FEATURES
                ? manySamples(block, layer, samples, runner, products)
                : fewSamples(block, layer, samples, runner, products);
    }

    private ReducedRank manySamples(
            ShapedGraph block,
            LinearLayer layer,
            List<Map<String, Tensor>> samples,
            GraphRunner runner,
            CrossProducts products) {
        NormalEquations equations = new NormalEquations(products, layer.features() + 1, layer.targets());
        eachInput(block, layer, samples, runner, (sample, input) -> {
            int[] drawn = places.get(sample);
            for (int i = 0; i < drawn.length; i++) {
                layer.features(input, drawn[i], equations.rows(), equations.at());
                System.arraycopy(
                        answers.get(sample),
                        i * layer.targets(),
                        equations.rows(),
                        equations.at() + layer.features() + 1,
                        layer.targets());
                equations.next();
            }
        });
        return new RidgeFit(equations.finish(), layer.weights(block.graph())).reducedRank();
    }

    private ReducedRank fewSamples(
            ShapedGraph block,
            LinearLayer layer,
            List<Map<String, Tensor>> samples,
            GraphRunner runner,
            CrossProducts products) {
        List<Map<String, Tensor>> used = samples.subList(0, Math.min(samples.size(), MOST_SINGLE_ROWS));
        Tensor rows = Tensor.allocate(ElementType.FLOAT32, Shape.of(used.size(), layer.features()));
        Tensor wanted = Tensor.allocate(ElementType.FLOAT32, Shape.of(used.size(), layer.targets()));
        FloatBuffer to = rows.floats();
        float[] row = new float[layer.features() + 1];
        eachInput(block, layer, used, runner, (sample, input) -> {
            layer.features(input, 0, row, 0);
            to.put(row, 0, layer.features());
        });
        FloatBuffer values = wanted.floats();
        answers.subList(0, used.size()).forEach(values::put);
        return new FewSamplesFit(products, rows, wanted, weights(block, layer), bias(block, layer)).reducedRank();
    }

    private static void eachInput(
            ShapedGraph block,
            LinearLayer layer,
            List<Map<String, Tensor>> samples,
            GraphRunner runner,
            BiConsumer<Integer, FloatBuffer> reader) {
        Set<String> input = Set.of(layer.node().getInput(0));
        try (GraphRunner.LoadedGraph graph = runner.load(block.graph().toBytes(input))) {
            graph.runEach(
                    samples,
                    input,
                    (sample, seen) -> reader.accept(
                            sample, Lookup.in(seen, layer.node().getInput(0)).floats()));
        }
    }

    /** The weights of a layer, (targets x features). */
    private static Tensor weights(ShapedGraph block, LinearLayer layer) {
        TensorProto constant = Lookup.in(block.graph().constants(), layer.node().getInput(1));
        float[] values = Constants.floats(constant);
        Tensor weights = Tensor.allocate(ElementType.FLOAT32, Shape.of(layer.targets(), layer.features()));
        FloatBuffer to = weights.floats();
        boolean featuresFirst =
                layer.node().getOpType().equals("Gemm") && Attributes.integer(layer.node(), "transB", 0) == 0;
        if (!featuresFirst) {
            to.put(values);
            return weights;
        }
        for (int t = 0; t < layer.targets(); t++) {
            for (int f = 0; f < layer.features(); f++) {
                to.put(values[f * layer.targets() + t]);
            }
        }
        return weights;
    }

    private static float[] bias(ShapedGraph block, LinearLayer layer) {
        boolean none =
                layer.node().getInputCount() < 3 || layer.node().getInput(2).isEmpty();
        return none
                ? new float[layer.targets()]
                : Constants.floats(
                        Lookup.in(block.graph().constants(), layer.node().getInput(2)));
    }
}
