/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.graph;

import dev.ashlar.core.unit.Argument;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The structure of a network: operators in topological order and the tensors between them. Weights stay in the ONNX
 * file.
 *
 * @param input the one tensor that frames are fed to
 * @param outputs the tensors that the network answers with
 * @param operators every operator after those that compute its inputs
 * @param tensors every tensor that depends on the input, by name
 */
public record ModelGraph(
        TensorSpec input, List<TensorSpec> outputs, List<Operator> operators, Map<String, TensorSpec> tensors) {
    public ModelGraph {
        outputs = List.copyOf(outputs);
        operators = List.copyOf(operators);
        tensors = Map.copyOf(tensors);
        Set<String> known = new HashSet<>();
        known.add(input.name());
        for (Operator operator : operators) {
            for (String name : operator.inputs()) {
                Argument.require(
                        known.contains(name),
                        "The operator %s (%s) reads the tensor %s before it is computed.",
                        operator.name(),
                        operator.type(),
                        name);
            }
            known.addAll(operator.outputs());
        }
        for (TensorSpec output : outputs) {
            Argument.require(known.contains(output.name()), "The output %s is computed by no operator.", output.name());
        }
    }

    /** The tensor of this name. */
    public TensorSpec tensor(String name) {
        TensorSpec spec = tensors.get(name);
        if (spec == null) {
            throw new IllegalArgumentException("The network has no tensor named %s.".formatted(name));
        }
        return spec;
    }

    /** Multiply-accumulates of one pass at the nominal shape. */
    public long macs() {
        return operators.stream().mapToLong(Operator::macs).sum();
    }
}
