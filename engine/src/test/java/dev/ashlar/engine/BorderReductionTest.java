/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.core.engine.GraphRunner.LoadedGraph;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BorderReductionTest {
    private static final long[][] ORDERS = {{0, 2, 3, 1}, {0, 3, 1, 2}, {0, 1, 3, 2}};

    static List<Long> seeds() {
        return new Random(20260128).longs(60, 0, Long.MAX_VALUE).boxed().toList();
    }

    /** A graph of transpositions, sums, products and concatenations, and of each tensor its shape. */
    private static final class RandomGraph {
        private final Random random;
        private final OnnxNets net;
        private final Map<String, long[]> shapes = new LinkedHashMap<>();

        RandomGraph(long seed) {
            random = new Random(seed);
            net = OnnxNets.seeded(seed);
            shapes.put(net.input("input", 1, 2, 3, 4), new long[] {1, 2, 3, 4});
            for (int i = 0; i < 30; i++) {
                grow();
            }
        }

        private void grow() {
            List<String> names = new ArrayList<>(shapes.keySet());
            String one = names.get(names.size() - 1 - random.nextInt(Math.min(5, names.size())));
            long[] shape = shapes.getOrDefault(one, new long[0]);
            List<String> like = names.stream()
                    .filter(name -> Arrays.equals(shapes.get(name), shape))
                    .toList();
            String other = like.get(random.nextInt(like.size()));
            int kind = random.nextInt(5);
            if (kind < 2) {
                long[] order = ORDERS[random.nextInt(ORDERS.length)];
                long[] turned = new long[4];
                for (int i = 0; i < 4; i++) {
                    turned[i] = shape[(int) order[i]];
                }
                shapes.put(
                        net.add(NodeProto.newBuilder()
                                .setOpType("Transpose")
                                .addInput(one)
                                .addAttribute(OnnxNets.ints("perm", order))),
                        turned);
            } else if (kind < 4) {
                shapes.put(net.op(kind == 2 ? "Add" : "Mul", one, other), shape);
            } else {
                int axis = random.nextInt(4);
                if (shape[axis] < 12) {
                    long[] wider = shape.clone();
                    wider[axis] *= 2;
                    shapes.put(
                            net.add(NodeProto.newBuilder()
                                    .setOpType("Concat")
                                    .addInput(one)
                                    .addInput(other)
                                    .addAttribute(OnnxNets.integer("axis", random.nextBoolean() ? axis : axis - 4))),
                            wider);
                }
            }
        }

        /** With the last tensors as outputs. */
        ModelProto model(List<String> outputs) {
            List<String> names = new ArrayList<>(shapes.keySet());
            for (String name : names.subList(names.size() - 3, names.size())) {
                outputs.add(name);
                net.output(name, shapes.getOrDefault(name, new long[0]));
            }
            return net.model();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsLeftAnswersTheSame(long seed) {
        List<String> outputs = new ArrayList<>();
        ModelProto whole = new RandomGraph(seed).model(outputs);
        ModelProto.Builder reduced = whole.toBuilder();
        List<NodeProto> kept = BorderReduction.reduce(whole.getGraph().getNodeList(), Map.of(), Set.copyOf(outputs));
        reduced.getGraphBuilder().clearNode().addAllNode(kept);
        Tensor input = Samples.input(Shape.of(1, 2, 3, 4), seed);
        OrtGraphRunner runner = new OrtGraphRunner();
        try (LoadedGraph before = runner.load(whole.toByteArray());
                LoadedGraph after = runner.load(reduced.build().toByteArray())) {
            Map<String, Tensor> expected = before.run(Map.of("input", input), outputs);
            Map<String, Tensor> actual = after.run(Map.of("input", input), outputs);
            assertThat(actual.keySet()).isEqualTo(expected.keySet());
            expected.forEach((name, tensor) -> assertThat(
                            requireNonNull(actual.get(name)).toFloats())
                    .as("%s, seed %d", name, seed)
                    .isEqualTo(tensor.toFloats()));
        }
    }
}
