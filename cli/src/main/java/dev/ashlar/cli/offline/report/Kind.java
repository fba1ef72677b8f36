/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import java.util.Set;
import java.util.stream.Collectors;

/** What was done to a block, as far as a plot tells descendants apart: by colour and by shape. */
enum Kind {
    ORIGINAL("original", "k0", Shape.RING),
    PRUNED("fewer channels", "k1", Shape.DISC),
    INT8("8 bits", "k2", Shape.SQUARE),
    PRUNED_INT8("fewer channels, 8 bits", "k3", Shape.DIAMOND),
    LOW_RANK("low rank", "k4", Shape.TRIANGLE),
    OTHER("several at once", "k5", Shape.CROSS),
    POLISHED("polished head", "k6", Shape.STAR);

    /** A form that is told from the others without colour. */
    enum Shape {
        RING,
        DISC,
        SQUARE,
        DIAMOND,
        TRIANGLE,
        CROSS,
        STAR
    }

    private final String words;
    private final String style;
    private final Shape shape;

    Kind(String words, String style, Shape shape) {
        this.words = words;
        this.style = style;
        this.shape = shape;
    }

    static Kind of(Descendant descendant) {
        Set<Kind> parts = descendant.compressions().stream()
                .map((Compression how) -> how.fold(p -> PRUNED, r -> LOW_RANK, i -> INT8, p -> POLISHED))
                .collect(Collectors.toSet());
        if (parts.isEmpty()) {
            return ORIGINAL;
        }
        if (parts.contains(POLISHED)) {
            return POLISHED;
        }
        if (parts.equals(Set.of(PRUNED, INT8))) {
            return PRUNED_INT8;
        }
        return parts.size() == 1 ? parts.iterator().next() : OTHER;
    }

    String words() {
        return words;
    }

    Shape shape() {
        return shape;
    }

    /** The class of its marks in the style of the page. */
    String style() {
        return style;
    }
}
