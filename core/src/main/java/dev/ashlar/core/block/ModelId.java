/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.unit.Argument;

/**
 * The name of a network in a store.
 *
 * @param value letters, digits, '.', '_' and '-', at most 80
 */
public record ModelId(String value) implements Comparable<ModelId> {
    public ModelId {
        Argument.requireName("model name", value);
    }

    @Override
    public int compareTo(ModelId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
