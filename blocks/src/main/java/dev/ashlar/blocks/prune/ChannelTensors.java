/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.core.graph.Shape;
import java.util.function.Function;

/**
 * What is known of the tensors of a graph.
 *
 * @param constants those of the graph
 * @param shapes static shapes of the tensors that are no constants
 */
record ChannelTensors(GraphConstants constants, Function<String, Shape> shapes) {

    /** Whether it is there and differs from image to image. */
    boolean isVariable(String tensor) {
        return !tensor.isEmpty() && constants.shape(tensor) == null;
    }

    /** The shape of a tensor that is no constant. */
    Shape shape(String tensor) {
        return shapes.apply(tensor);
    }

    /** The extent of axis 1 of a tensor that is no constant; -1 if it has none. */
    long channels(String tensor) {
        Shape shape = shape(tensor);
        return shape.rank() >= 2 ? shape.dim(1) : -1;
    }

    Shape constantShape(String name) {
        Shape shape = constants.shape(name);
        if (shape == null) {
            throw new IllegalStateException("Impossible state: %s is no constant.".formatted(name));
        }
        return shape;
    }
}
