/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import dev.ashlar.blocks.onnx.Lookup;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operator reads.
 *
 * @param names of its inputs; absent ones are empty or left out
 * @param values of everything computed so far, and of the constants
 */
record Operands(List<String> names, Map<String, NDArray> values) {

    int count() {
        return names.size();
    }

    NDArray at(int input) {
        return Lookup.in(values, names.get(input));
    }

    @Nullable
    NDArray optional(int input) {
        return input < names.size() && !names.get(input).isEmpty() ? at(input) : null;
    }
}
