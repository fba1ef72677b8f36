/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import dev.ashlar.core.graph.Operator;
import dev.ashlar.core.graph.TensorSpec;
import java.util.List;

/**
 * The things in a picture and where they stand.
 *
 * @param layers every spot, layer by layer from the top, from left to right
 * @param courses the blocks
 * @param tensors the input, borders and outputs
 * @param lines what leads from what writes a tensor to what reads it
 */
record Sketch(List<List<Spot>> layers, List<Course> courses, List<Border> tensors, List<Line> lines) {
    /**
     * The layers of one block.
     *
     * @param first its topmost layer
     * @param last its lowest layer
     * @param operators what stands in them
     */
    record Course(int first, int last, List<Placed> operators) {}

    /** An operator and where it stands. */
    record Placed(Operator operator, Spot spot) {}

    /**
     * A tensor that a block answers with, or the input.
     *
     * @param end whether it is the input or an output of the network
     */
    record Border(TensorSpec tensor, boolean end, Spot spot) {}

    /**
     * A tensor on its way.
     *
     * @param name the tensor
     * @param pieces each from one layer to the next
     */
    record Line(String name, List<Piece> pieces) {}

    /** A part of a line, down to the next layer. */
    record Piece(Spot upper, Spot lower) {
        /** Whether it goes past operators of a block on the way to another. */
        boolean isPassing() {
            return upper.isPassing() || lower.isPassing();
        }
    }
}
