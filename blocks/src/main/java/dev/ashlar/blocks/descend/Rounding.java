/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.quantize.BlockQuantizer;
import dev.ashlar.core.engine.GraphRunner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rounds descendants of a block to 8 bits, with the ranges that the original network has at the block's borders.
 *
 * @param streams what the original network has there
 * @param index of the block
 * @param rows images to take ranges from, of which some are used
 */
record Rounding(FeatureStreams streams, int index, List<Integer> rows, GraphRunner runner, long seed) {
    /** Images that the ranges of activations are taken from. */
    private static final int SAMPLES = 400;

    /** What keeps a block from being rounded, for people; null if nothing does. */
    static @Nullable String obstacle(OnnxGraph graph) {
        BlockQuantizer quantizer = new BlockQuantizer(graph);
        return quantizer.hasLayers() ? quantizer.obstacle() : "it has no layer that 8 bits suit";
    }

    OnnxGraph of(OnnxGraph graph) {
        int step = Math.max(1, rows.size() / SAMPLES);
        List<Integer> some = new ArrayList<>();
        for (int i = 0; i < rows.size(); i += step) {
            some.add(rows.get(i));
        }
        return new BlockQuantizer(graph)
                .quantize(
                        streams.inputs(FeatureStreams.ORIGINAL, index, some),
                        streams.answers(index, some),
                        runner,
                        seed);
    }
}
