/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.block.DescendantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One level of pruning.
 *
 * @param stream the number of the stream of networks compressed up to this level
 * @param keep share of inner channels that stay
 */
record Level(int stream, double keep) {

    /** All levels, the mildest first, as streams are numbered. */
    static List<Level> of(List<Double> keeps) {
        List<Double> sorted =
                keeps.stream().distinct().sorted(Comparator.reverseOrder()).toList();
        List<Level> levels = new ArrayList<>();
        for (double keep : sorted) {
            levels.add(new Level(levels.size() + 1, keep));
        }
        return levels;
    }

    /** The pruned descendant. */
    DescendantId pruned() {
        return new DescendantId("keep-%02d".formatted(Math.round(keep * 100)));
    }

    /** The pruned descendant rounded to 8 bits. */
    DescendantId rounded() {
        return new DescendantId(pruned() + "-int8");
    }
}
