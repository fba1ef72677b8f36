/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.net.Batch;
import dev.ashlar.benchmarks.net.Rows;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What the original network has in some of its tensors, for many images.
 *
 * @param size images
 * @param shapes of one image, batch 1, by the name of the tensor
 * @param values by the name of the tensor, one row per image
 */
record TeacherRows(int size, Map<String, Shape> shapes, Map<String, List<float[]>> values) implements Rows {
    private static final int BATCH = 50;

    TeacherRows {
        shapes = Map.copyOf(shapes);
        values = Map.copyOf(values);
    }

    @Override
    public float[] row(String tensor, int image) {
        return Lookup.in(values, tensor).get(image);
    }

    /** These tensors of {@code all}, which must have them. */
    static TeacherRows of(Rows all, List<TensorSpec> tensors) {
        Map<String, Shape> shapes = new HashMap<>();
        Map<String, List<float[]>> values = new HashMap<>();
        for (TensorSpec tensor : tensors) {
            shapes.put(tensor.name(), Lookup.in(all.shapes(), tensor.name()));
            values.put(
                    tensor.name(),
                    IntStream.range(0, all.size())
                            .mapToObj(image -> all.row(tensor.name(), image))
                            .toList());
        }
        return new TeacherRows(all.size(), shapes, values);
    }

    /** What a block answers to these rows; several images are run at once where {@code batched}. */
    TeacherRows through(GraphRunner.LoadedGraph block, List<TensorSpec> outputs, boolean batched) {
        List<String> names = outputs.stream().map(TensorSpec::name).toList();
        Map<String, Shape> answered = new HashMap<>();
        Map<String, List<float[]>> rows = new HashMap<>();
        names.forEach(name -> rows.put(name, new ArrayList<>()));
        int step = batched ? BATCH : 1;
        for (int from = 0; from < size; from += step) {
            int count = Math.min(step, size - from);
            List<Integer> images = IntStream.range(from, from + count).boxed().toList();
            Map<String, Tensor> answer = block.run(tensors(Batch.of(this, images)), names);
            for (String name : names) {
                Tensor tensor = Lookup.in(answer, name);
                answered.put(name, tensor.shape().with(0, 1));
                split(tensor.floats(), count, Lookup.in(rows, name));
            }
        }
        return new TeacherRows(size, answered, rows);
    }

    private static Map<String, Tensor> tensors(Batch batch) {
        Map<String, Tensor> tensors = new HashMap<>();
        batch.shapes()
                .forEach((name, shape) ->
                        tensors.put(name, Tensor.of(shape.with(0, batch.size()), Lookup.in(batch.values(), name))));
        return tensors;
    }

    private static void split(FloatBuffer values, int count, List<float[]> rows) {
        int width = values.remaining() / count;
        for (int row = 0; row < count; row++) {
            float[] one = new float[width];
            values.get(one);
            rows.add(one);
        }
    }

    /** These and others. */
    TeacherRows with(TeacherRows others) {
        Map<String, Shape> allShapes = new HashMap<>(shapes);
        allShapes.putAll(others.shapes);
        Map<String, List<float[]>> allValues = new HashMap<>(values);
        allValues.putAll(others.values);
        return new TeacherRows(size, allShapes, allValues);
    }

    /** These without the tensors that are not needed any more. */
    TeacherRows only(Set<String> needed) {
        Map<String, Shape> keptShapes = new HashMap<>(shapes);
        keptShapes.keySet().retainAll(needed);
        Map<String, List<float[]>> keptValues = new HashMap<>(values);
        keptValues.keySet().retainAll(needed);
        return new TeacherRows(size, keptShapes, keptValues);
    }
}
