/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.math.NormalEquations;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Places in the output of one layer of the original, drawn once, and what the layer answered there. */
final class LayerSamples {
    /*
     * Where nothing but a sum reads the layer, the other term of the sum may have changed: by what was narrowed before,
     * or because the block's inputs come from compressed blocks. The layer is then fitted to what is missing to the
     * original's sum, so that it makes up for the errors of the branch beside it.
     */

    /** Rows of a regression: enough for its features, few enough to multiply quickly. */
    private static final int LEAST_ROWS = 4096;

    private static final int MOST_ROWS = 40_000;
    private static final int ROWS_PER_FEATURE = 6;

    private final LinearLayer layer;
    private final @Nullable String partner;
    private final List<int[]> places = new ArrayList<>();
    private final List<float[]> answers = new ArrayList<>();
    private final List<float[]> partners = new ArrayList<>();

    private LayerSamples(LinearLayer layer, @Nullable String partner) {
        this.layer = layer;
        this.partner = partner;
    }

    /** Runs the original once over all samples and notes what each of the layers answered, by the name of its output. */
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
        Set<String> wanted = new TreeSet<>(layers.keySet());
        layers.forEach((name, node) -> {
            String partner = partner(original, name);
            collected.put(name, new LayerSamples(new LinearLayer(original, node), partner));
            if (partner != null) {
                wanted.add(partner);
            }
        });
        wanted.removeAll(original.graph().inputNames());
        try (GraphRunner.LoadedGraph graph = runner.load(original.graph().toBytes(wanted))) {
            graph.runEach(samples, wanted, (sample, answers) -> {
                Map<String, Tensor> seen = new HashMap<>(samples.get(sample));
                seen.putAll(answers);
                for (Map.Entry<String, LayerSamples> entry : collected.entrySet()) {
                    Random random = new Random(seed * 31 + entry.getKey().hashCode() * 1_000_003L + sample);
                    entry.getValue().draw(entry.getKey(), seen, samples.size(), random);
                }
            });
        }
        return collected;
    }

    /** The other term of the sum that alone reads this tensor, or null if there is no such sum. */
    private static @Nullable String partner(ShapedGraph block, String tensor) {
        OnnxGraph graph = block.graph();
        List<NodeProto> readers = graph.consumers().getOrDefault(tensor, List.of());
        if (readers.size() != 1 || graph.outputs().contains(tensor)) {
            return null;
        }
        NodeProto sum = readers.get(0);
        boolean two = sum.getInputCount() == 2
                && (sum.getOpType().equals("Add") || sum.getOpType().equals("Sum"));
        if (!two || sum.getInput(0).equals(sum.getInput(1))) {
            return null;
        }
        String other = sum.getInput(sum.getInput(0).equals(tensor) ? 1 : 0);
        boolean alike = graph.constant(other) == null
                && block.shapes().containsKey(other)
                && block.shape(other).equals(block.shape(tensor));
        return alike ? other : null;
    }

    /** How many rows a layer of so many features is fitted to, where its samples have as many. */
    static int rows(int features) {
        return (int) Math.min(Math.max((long) ROWS_PER_FEATURE * features, LEAST_ROWS), MOST_ROWS);
    }

    private void draw(String name, Map<String, Tensor> seen, int samples, Random random) {
        int rows = rows(layer.features());
        int count = Math.min((rows + samples - 1) / samples, layer.places());
        int[] drawn = random.ints(0, layer.places()).distinct().limit(count).toArray();
        places.add(drawn);
        answers.add(read(layer, Lookup.in(seen, name).floats(), drawn));
        if (partner != null) {
            partners.add(read(layer, Lookup.in(seen, partner).floats(), drawn));
        }
    }

    private static float[] read(LinearLayer layer, FloatBuffer output, int[] places) {
        float[] answer = new float[places.length * layer.targets()];
        for (int i = 0; i < places.length; i++) {
            layer.targets(output, places[i], answer, i * layer.targets());
        }
        return answer;
    }

    /** The tensor that is added to what the layer answers, if the sum is all that reads either. */
    @Nullable
    String partner() {
        return partner;
    }

    /**
     * Adds the rows of one sample.
     *
     * @param now the layer in a narrower block
     * @param left which of the original's output channels it still has
     * @param seen what that block has at the layer's input, and at its partner if that is to be made up for
     */
    void addTo(NormalEquations equations, LinearLayer now, int[] left, Map<String, Tensor> seen, int sample) {
        FloatBuffer input = Lookup.in(seen, now.node().getInput(0)).floats();
        int[] drawn = places.get(sample);
        float[] answer = answers.get(sample);
        Tensor beside = partner == null ? null : seen.get(partner);
        float[] apart = beside == null ? null : read(now, beside.floats(), drawn);
        int perChannel = layer.targetsPerChannel();
        for (int i = 0; i < drawn.length; i++) {
            now.features(input, drawn[i], equations.rows(), equations.at());
            int to = equations.at() + now.features() + 1;
            for (int o = 0; o < left.length; o++) {
                int from = i * layer.targets() + left[o] * perChannel;
                System.arraycopy(answer, from, equations.rows(), to + o * perChannel, perChannel);
                if (apart != null) {
                    float[] whole = partners.get(sample);
                    for (int k = 0; k < perChannel; k++) {
                        equations.rows()[to + o * perChannel + k] +=
                                whole[from + k] - apart[i * now.targets() + o * perChannel + k];
                    }
                }
            }
            equations.next();
        }
    }
}
