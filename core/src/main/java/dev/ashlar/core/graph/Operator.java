/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.graph;

import dev.ashlar.core.unit.Argument;
import java.util.List;

/**
 * One operation of a network.
 *
 * @param name unique in its graph
 * @param type the ONNX operator type, such as {@code Conv}
 * @param inputs the tensors it reads that are computed from the network's input, in order
 * @param weights the constant tensors it reads
 * @param outputs the tensors it writes
 * @param macs multiply-accumulates at the nominal shape
 * @param weightBytes bytes of the constant tensors it reads
 */
public record Operator(
        String name,
        String type,
        List<String> inputs,
        List<String> weights,
        List<String> outputs,
        long macs,
        long weightBytes) {
    public Operator {
        inputs = List.copyOf(inputs);
        weights = List.copyOf(weights);
        outputs = List.copyOf(outputs);
        Argument.require(!outputs.isEmpty(), "The operator %s (%s) must have an output.", name, type);
        Argument.require(macs >= 0 && weightBytes >= 0, "The costs of operator %s cannot be negative.", name);
    }
}
