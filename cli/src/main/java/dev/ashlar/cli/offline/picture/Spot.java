/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.picture;

import java.util.ArrayList;
import java.util.List;

/** A place in a picture that lines lead to: an operator, a tensor, or a bend of a line that passes a layer. */
final class Spot {
    /** What stands there. */
    enum Kind {
        OPERATOR,
        TENSOR,
        BEND
    }

    private final Kind kind;
    private final int layer;
    private final int width;
    private final boolean passing;
    private final List<Spot> above = new ArrayList<>(2);
    private final List<Spot> below = new ArrayList<>(2);
    private int index;
    private int place;
    private double x;

    private Spot(Kind kind, int layer, int width, boolean passing) {
        this.kind = kind;
        this.layer = layer;
        this.width = width;
        this.passing = passing;
    }

    static Spot box(Kind kind, int layer, int width) {
        return new Spot(kind, layer, width, false);
    }

    /** @param passing whether the line goes past operators of a block on the way to another */
    static Spot bend(int layer, boolean passing) {
        return new Spot(Kind.BEND, layer, 6, passing);
    }

    static void connect(Spot upper, Spot lower) {
        upper.below.add(lower);
        lower.above.add(upper);
    }

    boolean isBend() {
        return kind == Kind.BEND;
    }

    boolean isTensor() {
        return kind == Kind.TENSOR;
    }

    boolean isPassing() {
        return passing;
    }

    /** The row it stands in, 0 at the top. */
    int layer() {
        return layer;
    }

    int width() {
        return width;
    }

    /** Its neighbours one layer up. */
    List<Spot> above() {
        return above;
    }

    /** Its neighbours one layer down. */
    List<Spot> below() {
        return below;
    }

    /** Its number among all spots. */
    int index() {
        return index;
    }

    void index(int value) {
        index = value;
    }

    /** How many stand to its left in its layer. */
    int place() {
        return place;
    }

    void place(int value) {
        place = value;
    }

    /** Its middle. */
    double x() {
        return x;
    }

    void x(double value) {
        x = value;
    }

    double left() {
        return x - width / 2.0;
    }

    double right() {
        return x + width / 2.0;
    }
}
