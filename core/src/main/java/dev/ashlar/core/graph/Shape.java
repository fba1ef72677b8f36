/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.graph;

import dev.ashlar.core.unit.Argument;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of a tensor, outermost first; images are {@code (batch, channel, height, width)}.
 *
 * @param dims the extents; {@value #FREE} where the extent is free
 */
public record Shape(List<Long> dims) {
    /** Marks an extent that is only known at run time. */
    public static final long FREE = -1;

    private static final int MAX_RANK = 16;

    public Shape {
        dims = List.copyOf(dims);
        Argument.require(
                dims.size() <= MAX_RANK, "The rank (%d) of a shape must be at most %d.", dims.size(), MAX_RANK);
        for (long dim : dims) {
            Argument.require(dim >= FREE, "The extent (%d) of shape %s must be 0 or more, or -1 if free.", dim, dims);
        }
    }

    public static Shape of(long... dims) {
        return new Shape(Arrays.stream(dims).boxed().toList());
    }

    public int rank() {
        return dims.size();
    }

    public long dim(int axis) {
        return dims.get(axis);
    }

    /** Whether no extent is free. */
    public boolean isStatic() {
        return !dims.contains(FREE);
    }

    /** The product of all extents; the shape must be static. */
    public long elements() {
        Argument.require(isStatic(), "The shape (%s) has a free extent and no number of elements.", this);
        long product = 1;
        for (long dim : dims) {
            Argument.require(
                    Math.multiplyHigh(product, dim) == 0 && product * dim >= 0,
                    "The shape (%s) has more elements than can be counted. Maybe the network is damaged.",
                    this);
            product *= dim;
        }
        return product;
    }

    /** Whether the static shape {@code actual} has this rank and agrees in every extent that is not free. */
    public boolean admits(Shape actual) {
        if (actual.rank() != rank()) {
            return false;
        }
        for (int i = 0; i < rank(); i++) {
            if (dim(i) != FREE && dim(i) != actual.dim(i)) {
                return false;
            }
        }
        return true;
    }

    /** This shape with one extent replaced. */
    public Shape with(int axis, long extent) {
        long[] copy = toArray();
        copy[axis] = extent;
        return of(copy);
    }

    public long[] toArray() {
        return dims.stream().mapToLong(Long::longValue).toArray();
    }

    /** Written like {@code 1x3x?x320}; a scalar is {@code ()}. */
    @Override
    public String toString() {
        return dims.isEmpty()
                ? "()"
                : dims.stream().map(d -> d == FREE ? "?" : Long.toString(d)).collect(Collectors.joining("x"));
    }
}
