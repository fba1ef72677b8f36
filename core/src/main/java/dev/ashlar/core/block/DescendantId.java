/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.unit.Argument;

/**
 * The name of a descendant within its block, such as {@code keep-50}.
 *
 * @param value letters, digits, '.', '_' and '-', at most 80
 */
public record DescendantId(String value) implements Comparable<DescendantId> {
    /** The block as the import made it; every block has it. */
    public static final DescendantId ORIGINAL = new DescendantId("original");

    public DescendantId {
        Argument.requireName("descendant name", value);
    }

    @Override
    public int compareTo(DescendantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
