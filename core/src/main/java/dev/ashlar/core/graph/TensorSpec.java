/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.graph;

import dev.ashlar.core.unit.Argument;

/**
 * The name, type and shape of a tensor.
 *
 * @param name unique in its graph
 * @param type the type of its elements
 * @param shape its extents, free where they depend on the input
 * @param nominal its extents at the size at which the network is profiled and served; static
 */
public record TensorSpec(String name, ElementType type, Shape shape, Shape nominal) {
    public TensorSpec {
        Argument.require(!name.isEmpty(), "A tensor must have a name.");
        Argument.require(
                nominal.isStatic() && shape.admits(nominal),
                "The nominal shape (%s) of tensor %s must be static and fit its shape (%s).",
                nominal,
                name,
                shape);
    }

    /** A tensor of one fixed shape. */
    public static TensorSpec of(String name, ElementType type, Shape shape) {
        return new TensorSpec(name, type, shape, shape);
    }

    /** Bytes at the nominal shape. */
    public long nominalBytes() {
        return type.bytes(nominal);
    }
}
