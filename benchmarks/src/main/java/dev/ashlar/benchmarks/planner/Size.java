/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.core.unit.Argument;

/**
 * How large a made-up problem is.
 *
 * @param streams all that want service
 * @param networks distinct ones; as many as streams for one each, whose memory nobody shares
 * @param blocks of every network
 * @param variants of every block
 */
record Size(int streams, int networks, int blocks, int variants) {
    Size {
        Argument.require(
                networks >= 1 && networks <= streams,
                "A problem of %d streams must have between 1 and as many networks, not %d.",
                streams,
                networks);
    }

    /** Every stream with a network of its own. */
    static Size unshared(int streams, int blocks, int variants) {
        return new Size(streams, streams, blocks, variants);
    }

    boolean isShared() {
        return networks < streams;
    }

    @Override
    public String toString() {
        return isShared()
                ? "%d/%dx%dx%d".formatted(streams, networks, blocks, variants)
                : "%dx%dx%d".formatted(streams, blocks, variants);
    }
}
