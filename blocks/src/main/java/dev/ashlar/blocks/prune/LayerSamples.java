/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.math.NormalEquations;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Places in the output of one layer of the original, drawn once, and what the layer answered there. */
final class LayerSamples {
    /** Rows of a regression: enough for its features, few enough to multiply quickly. */
    private static final int LEAST_ROWS = 4096;

    private static final int MOST_ROWS = 40_000;
    private static final int ROWS_PER_FEATURE = 6;

    private final List<int[]> places = new ArrayList<>();
    private final List<float[]> answers = new ArrayList<>();

    private LayerSamples() {}

    /** Runs the original once over all samples and notes what each of the layers answered. */
    static Map<String, LayerSamples> collect(
            ShapedGraph original,
            Map<String, NodeProto> layers,
            List<Map<String, Tensor>> samples,
            GraphRunner runner,
            long seed) {
        Map<String, LayerSamples> collected = new HashMap<>();
        if (layers.isEmpty()) {
            return collected;
        }
        List<String> outputs = layers.keySet().stream().sorted().toList();
        outputs.forEach(name -> collected.put(name, new LayerSamples()));
        try (GraphRunner.LoadedGraph graph = runner.load(original.graph().toBytes(outputs))) {
            for (int sample = 0; sample < samples.size(); sample++) {
                Map<String, Tensor> seen = graph.run(samples.get(sample), outputs);
                for (String name : outputs) {
                    LinearLayer layer = new LinearLayer(original, Lookup.in(layers, name));
                    Random random = new Random(seed * 31 + name.hashCode() * 1_000_003L + sample);
                    Lookup.in(collected, name).draw(layer, Lookup.in(seen, name).floats(), samples.size(), random);
                }
            }
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

    /** Adds the rows of one sample: features from {@code input}, targets as the original answered. */
    void addTo(NormalEquations equations, LinearLayer layer, Tensor input, int sample) {
        FloatBuffer values = input.floats();
        int[] drawn = places.get(sample);
        for (int i = 0; i < drawn.length; i++) {
            layer.features(values, drawn[i], equations.rows(), equations.at());
            System.arraycopy(
                    answers.get(sample),
                    i * layer.targets(),
                    equations.rows(),
                    equations.at() + layer.features() + 1,
                    layer.targets());
            equations.next();
        }
    }
}
