/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.quantize.BlockQuantizer;
import dev.ashlar.core.engine.GraphRunner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rounds descendants of a block to 8 bits, with the ranges that the original network has at the block's borders.
 *
 * @param streams what the original network has there
 * @param index of the block
 * @param rows images to take ranges from
 */
record Rounding(FeatureStreams streams, int index, List<Integer> rows, GraphRunner runner, long seed) {
    /** What keeps a block from being rounded, for people; null if nothing does. */
    static @Nullable String obstacle(OnnxGraph graph) {
        BlockQuantizer quantizer = new BlockQuantizer(graph);
        return quantizer.hasLayers() ? quantizer.obstacle() : "it has no layer that 8 bits suit";
    }

    OnnxGraph of(OnnxGraph graph) {
        return new BlockQuantizer(graph)
                .quantize(
                        streams.inputs(FeatureStreams.ORIGINAL, index, rows),
                        streams.answers(index, rows),
                        runner,
                        seed);
    }
}
