/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.unit.Argument;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tensors of several images: one row per image.
 *
 * @param size images
 * @param shapes of one image, batch 1, by the name of the tensor
 * @param values of all images, one after the other, by the name of the tensor
 */
public record Batch(int size, Map<String, Shape> shapes, Map<String, float[]> values) {
    public Batch {
        shapes = Map.copyOf(shapes);
        values = Map.copyOf(values);
        for (Map.Entry<String, float[]> entry : values.entrySet()) {
            Shape shape = Lookup.in(shapes, entry.getKey());
            Argument.require(
                    size * shape.elements() == entry.getValue().length,
                    "The tensor %s of %d images of shape %s has %d numbers.",
                    entry.getKey(),
                    size,
                    shape,
                    entry.getValue().length);
        }
    }

    /** Some rows of a table, in this order. */
    public static Batch of(Rows table, List<Integer> rows) {
        Map<String, float[]> values = new HashMap<>();
        table.shapes().forEach((name, shape) -> {
            int width = Math.toIntExact(shape.elements());
            float[] all = new float[rows.size() * width];
            for (int i = 0; i < rows.size(); i++) {
                System.arraycopy(table.row(name, rows.get(i)), 0, all, i * width, width);
            }
            values.put(name, all);
        });
        return new Batch(rows.size(), table.shapes(), values);
    }

    /** One image, batch 1, for the engine. */
    public Map<String, Tensor> row(int row) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shapes.forEach((name, shape) -> {
            int width = Math.toIntExact(shape.elements());
            Tensor tensor = Tensor.allocate(ElementType.FLOAT32, shape);
            tensor.floats().put(0, Lookup.in(values, name), row * width, width);
            tensors.put(name, tensor);
        });
        return tensors;
    }
}
