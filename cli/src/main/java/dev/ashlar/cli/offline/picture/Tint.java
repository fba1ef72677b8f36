/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import dev.ashlar.blocks.cut.CutBlock;

/**
 * The colours of a block.
 *
 * @param fill of its box
 * @param line of its edge and its share of the compute
 */
record Tint(String fill, String line) {
    private static final Tint[] ELASTIC = {
        new Tint("#e3eefc", "#3b76c4"),
        new Tint("#fdf0dc", "#c98a2b"),
        new Tint("#e2f4e6", "#3d9a57"),
        new Tint("#fbe6ef", "#c4557f"),
        new Tint("#ece7fb", "#7a62c9"),
        new Tint("#dff3f4", "#2f959c")
    };
    static final Tint GLUE = new Tint("url(#hatch)", "#8a8f98");

    /** The colours of a block, other than its neighbours'. */
    static Tint of(CutBlock block, int index) {
        return block.isElastic() ? elastic(index) : GLUE;
    }

    static Tint elastic(int index) {
        return ELASTIC[index % ELASTIC.length];
    }
}
