/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.workload;

import dev.ashlar.core.unit.Argument;

/**
 * The name of a stream.
 *
 * @param value letters, digits, '.', '_' and '-', at most 80
 */
public record StreamId(String value) implements Comparable<StreamId> {
    public StreamId {
        Argument.requireName("stream name", value);
    }

    @Override
    public int compareTo(StreamId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
