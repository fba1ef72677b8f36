/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import dev.ashlar.cli.offline.picture.Sketch.Course;
import java.util.List;

/** How far down every layer of a picture lies. */
final class LayerRows {
    static final int HEIGHT = 22;

    /** Between a layer of operators and the edge of their block. */
    private static final int PADDING = 12;

    /** Between that edge and the tensors outside. */
    private static final int MARGIN = 2;

    private static final int LEAST_GAP = 8;
    private static final int MOST_GAP = 44;
    private static final int CURVED_GAP = 16;

    /** A line that goes this far aside wants one pixel more between the layers. */
    private static final int SLOPE = 14;

    private final int[] tops;
    private final int[] spare;
    private final int end;

    private LayerRows(int[] tops, int[] spare, int end) {
        this.tops = tops;
        this.spare = spare;
        this.end = end;
    }

    /**
     * The rows of a sketch whose spots are placed.
     *
     * @param top where the first one lies
     * @param leastCourse how high a block is at least
     */
    static LayerRows of(Sketch sketch, int top, int leastCourse) {
        int layers = sketch.layers().size();
        int[] spare = new int[layers];
        int[] edge = new int[layers + 1];
        for (Course course : sketch.courses()) {
            edge[course.first()] += PADDING + MARGIN;
            edge[course.last() + 1] += PADDING + MARGIN;
            spread(leastCourse - height(sketch, course), course, spare);
        }
        int[] tops = new int[layers];
        int y = top;
        for (int i = 0; i < layers; i++) {
            y += edge[i] + spare[i];
            tops[i] = y;
            y += HEIGHT + gap(sketch.layers().get(i)) + spare[i];
        }
        return new LayerRows(tops, spare, y);
    }

    private static int height(Sketch sketch, Course course) {
        int height = 2 * PADDING;
        for (int i = course.first(); i <= course.last(); i++) {
            height += HEIGHT + (i < course.last() ? gap(sketch.layers().get(i)) : 0);
        }
        return height;
    }

    /** Gives the layers of a low block what it lacks, above and below each. */
    private static void spread(int lacking, Course course, int[] spare) {
        int shares = 2 * (course.last() - course.first() + 1);
        for (int i = course.first(); lacking > 0 && i <= course.last(); i++) {
            spare[i] = (lacking + shares - 1) / shares;
        }
    }

    private static int gap(List<Spot> layer) {
        double aside = 0;
        for (Spot spot : layer) {
            for (Spot other : spot.below()) {
                aside = Math.max(aside, Math.abs(spot.x() - other.x()));
            }
        }
        return aside < 1 ? LEAST_GAP : (int) Math.min(MOST_GAP, CURVED_GAP + aside / SLOPE);
    }

    int top(int layer) {
        return tops[layer];
    }

    int bottom(int layer) {
        return tops[layer] + HEIGHT;
    }

    /** The upper edge of a block. */
    int top(Course course) {
        return tops[course.first()] - spare[course.first()] - PADDING;
    }

    /** The lower edge of a block. */
    int bottom(Course course) {
        return bottom(course.last()) + spare[course.last()] + PADDING;
    }

    /** Where the last one ends. */
    int end() {
        return end;
    }
}
