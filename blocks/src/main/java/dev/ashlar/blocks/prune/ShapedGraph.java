/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.Shape;
import java.util.Map;

/**
 * A block and the static shapes of its tensors, batch 1.
 *
 * @param graph operators and weights
 * @param shapes of every tensor that is no constant
 */
public record ShapedGraph(OnnxGraph graph, Map<String, Shape> shapes) {
    public ShapedGraph {
        shapes = Map.copyOf(shapes);
    }

    public Shape shape(String tensor) {
        return Lookup.in(shapes, tensor);
    }
}
