/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.graph;

import java.util.Set;

/**
 * Which graphs of old versions of the ONNX operators mean the same under version 10, the first under which ONNX Runtime
 * computes in 8 bits.
 *
 * <p><b>Threading</b>: immutable.
 */
public final class RaisedOperators {
    /** The version that they are raised to. */
    public static final long VERSION = 10;

    private static final long OLDEST = 7;
    private static final Set<String> CHANGED = Set.of("Slice", "TopK", "Upsample");

    /** The last version in which the normalisation of a batch could differ by place. */
    private static final long LAST_SPATIAL = 8;

    private RaisedOperators() {}

    /** Whether a graph of this version may be declared to be of {@link #VERSION}, as far as the version alone decides. */
    public static boolean isRaisable(long version) {
        return version >= OLDEST && version <= VERSION;
    }

    /** Whether an operator of the standard domain means the same in {@link #VERSION} as in this one. */
    public static boolean isUnchanged(String operator, long version) {
        return version >= VERSION
                || (isRaisable(version)
                        && !CHANGED.contains(operator)
                        && !(operator.equals("BatchNormalization") && version <= LAST_SPATIAL));
    }
}
