/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import java.util.Map;

/** Looks up what must be there. */
public final class Lookup {
    private Lookup() {}

    /** The value of a key that the map must have. */
    public static <K, V> V in(Map<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("Impossible state: nothing is known of %s.".formatted(key));
        }
        return value;
    }
}
