/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.unit.Argument;

/**
 * The name of a block within its network, such as {@code b03}.
 *
 * @param value letters, digits, '.', '_' and '-', at most 80
 */
public record BlockId(String value) implements Comparable<BlockId> {
    public BlockId {
        Argument.requireName("block name", value);
    }

    @Override
    public int compareTo(BlockId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
