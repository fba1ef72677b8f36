/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

/** How many channels stay of a group at a level. */
final class LevelWidths {
    /*
     * Engines work on blocks of 16 channels: an odd multiple of 8 costs about as much as the next multiple of 16, other
     * counts cost more than that (docs/decisions/0013). Narrow layers gain nothing by that and keep the exact ratio.
     */
    private static final int WIDE = 64;
    private static final int MEDIUM = 32;

    private LevelWidths() {}

    /**
     * The channels that stay, between 1 and {@code width}.
     *
     * @param width of the group in the original
     * @param keep share that is asked to stay
     */
    static int of(int width, double keep) {
        int step = width >= WIDE ? 16 : width >= MEDIUM ? 8 : 1;
        long steps = Math.round(width * keep / step);
        long kept = steps == 0 ? Math.max(1, step / 2) : steps * step;
        return (int) Math.min(kept, width);
    }
}
