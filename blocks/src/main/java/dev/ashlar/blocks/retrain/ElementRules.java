/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import dev.ashlar.core.graph.Shape;
import java.util.function.BinaryOperator;

/** Operators that work on every number by itself. */
final class ElementRules {
    private static final float UNBOUNDED = Float.MAX_VALUE;

    private ElementRules() {}

    static Rule unary(Operation operation, Step.Unary function) {
        return operation.isBatched()
                ? Rule.of(Step.unary(function))
                : Rule.refused("it does not work on one array per image");
    }

    static Rule leakyRelu(Operation operation) {
        float slope = operation.floating("alpha", 0.01f);
        return unary(operation, x -> Activation.leakyRelu(x, slope));
    }

    static Rule elu(Operation operation) {
        float scale = operation.floating("alpha", 1);
        return unary(operation, x -> Activation.elu(x, scale));
    }

    static Rule hardSigmoid(Operation operation) {
        float slope = operation.floating("alpha", 0.2f);
        float middle = operation.floating("beta", 0.5f);
        return unary(operation, x -> x.mul(slope).add(middle).clip(0, 1));
    }

    static Rule hardSwish(Operation operation) {
        return unary(operation, x -> x.mul(x.div(6).add(0.5f).clip(0, 1)));
    }

    static Rule clip(Operation operation) {
        if (operation.isVariable(1) || operation.isVariable(2)) {
            return Rule.refused("its bounds are computed");
        }
        float least = Math.max(-UNBOUNDED, operation.scalar("min", 1, -UNBOUNDED));
        float most = Math.min(UNBOUNDED, operation.scalar("max", 2, UNBOUNDED));
        return unary(operation, x -> x.clip(least, most));
    }

    static Rule softmax(Operation operation) {
        int rank = operation.shape(0).rank();
        int axis = operation.axis(operation.integer("axis", operation.graph().opset() < 13 ? 1 : -1), rank);
        boolean plain = axis > 0 && (operation.graph().opset() >= 13 || axis == rank - 1);
        return plain ? unary(operation, x -> x.softmax(axis)) : Rule.refused("it normalises over several axes");
    }

    /** Slopes are stored; they are kept as they are. */
    static Rule prelu(Operation operation) {
        return binary(operation, (x, slope) -> x.maximum(0).add(x.minimum(0).mul(slope)));
    }

    /** An operator of two or more inputs, of which those that are images have one row each in front. */
    static Rule binary(Operation operation, BinaryOperator<NDArray> function) {
        int rank = operation.out().rank();
        for (int i = 0; i < operation.inputs().size(); i++) {
            Shape shape = operation.shape(i);
            boolean alike = shape.rank() == rank && Operation.isBatch(shape);
            boolean spread = operation.isConstant(i) && (shape.rank() < rank || alike);
            if (!Operation.isBatch(operation.out()) || !(operation.isConstant(i) ? spread : alike)) {
                return Rule.refused("it joins arrays of different ranks or over images");
            }
        }
        return Rule.of(Step.single(in -> {
            NDArray result = in.at(0);
            for (int i = 1; i < in.count(); i++) {
                result = function.apply(result, in.at(i));
            }
            return result;
        }));
    }
}
