/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import dev.ashlar.core.unit.Argument;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many channels of a group stay at the levels of pruning.
 *
 * @param keeps all levels: shares that are asked to stay
 * @param step channels that the kernels of the target work on at once, at least 1
 */
public record LevelWidths(List<Double> keeps, int step) {
    /*
     * Kernels work on blocks of channels, so latency rises in steps: a width between two multiples of a block costs
     * about as much as the upper one, and some cost more (docs/decisions/0023). Groups of few blocks would be left with
     * a level or two by that, and take half blocks; groups that are narrower still keep the exact ratio.
     */

    /** The step where none was measured. */
    public static final int USUAL_STEP = 16;

    private static final int BLOCKS_OF_WIDE = 4;
    private static final int BLOCKS_OF_MEDIUM = 2;

    public LevelWidths {
        keeps = List.copyOf(keeps);
        Argument.require(step >= 1, "The step of channels (%d) must be at least 1.", step);
    }

    /** Levels where no step was measured. */
    public static LevelWidths usual(List<Double> keeps) {
        return new LevelWidths(keeps, USUAL_STEP);
    }

    /**
     * The channels that stay, between 1 and {@code width}.
     *
     * @param width of the group in the original
     * @param keep share that is asked to stay
     */
    int of(int width, double keep) {
        int unit = width >= BLOCKS_OF_WIDE * step ? step : width >= BLOCKS_OF_MEDIUM * step ? Math.max(1, step / 2) : 1;
        long units = Math.round(width * keep / unit);
        long kept = units == 0 ? Math.max(1, unit / 2) : units * unit;
        return (int) Math.min(kept, width);
    }

    /** The widths of a group at all levels. */
    Set<Integer> all(int width) {
        Set<Integer> all = new TreeSet<>();
        keeps.forEach(keep -> all.add(of(width, keep)));
        return all;
    }
}
