/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import ai.djl.ndarray.NDArray;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.core.graph.Shape;
import org.jspecify.annotations.Nullable;

/** Operators that enlarge or shrink images. */
final class ResizeRules {
    /*
     * Every pixel of the answer is a mean of pixels of one column of the input, then of one row: two products with
     * matrices that are known beforehand. PyTorch has interpolation of its own, of which DJL hands on neither the
     * corners' alignment nor the rounding of coordinates. Where the pixels of the answer lie in the input is the ONNX
     * specification of Resize, coordinate_transformation_mode and nearest_mode.
     */
    private static final String REFUSED =
            "it is cubic, crops, smooths, or changes something other than rows and columns";

    private ResizeRules() {}

    static Rule resize(Operation operation) {
        Shape in = operation.shape(0);
        Shape out = operation.out();
        String mode = operation.text("mode", "nearest");
        boolean plain = operation.isBatched()
                && in.rank() == 4
                && in.dim(1) == out.dim(1)
                && (mode.equals("nearest") || mode.equals("linear"))
                && operation.integer("antialias", 0) == 0
                && !operation.hasAttribute("axes")
                && operation.text("keep_aspect_ratio_policy", "stretch").equals("stretch");
        if (!plain) {
            return Rule.refused(REFUSED);
        }
        if (mode.equals("nearest") && out.dim(2) % in.dim(2) == 0 && out.dim(3) % in.dim(3) == 0) {
            long height = out.dim(2) / in.dim(2);
            long width = out.dim(3) / in.dim(3);
            return Rule.of(Step.unary(x -> repeat(repeat(x, 2, height), 3, width)));
        }
        float[] rows = weights(operation, 2);
        float[] columns = weights(operation, 3);
        if (rows == null || columns == null) {
            return Rule.refused(REFUSED);
        }
        NDArray down = operation.array(rows, out.dim(2), in.dim(2));
        NDArray across = operation.array(columns, out.dim(3), in.dim(3)).transpose();
        return Rule.of(Step.unary(x -> down.matMul(x.matMul(across))));
    }

    private static NDArray repeat(NDArray x, int axis, long times) {
        return times == 1 ? x : x.repeat(axis, times);
    }

    /** The share that every pixel of the input has in every pixel of the answer along an axis; null if it is not known. */
    private static float @Nullable [] weights(Operation operation, int axis) {
        int in = Math.toIntExact(operation.shape(0).dim(axis));
        int out = Math.toIntExact(operation.out().dim(axis));
        float scale = scale(operation, axis);
        float[] weights = new float[in * out];
        for (int place = 0; place < out; place++) {
            float at = coordinate(operation, place, scale, in, out);
            if (Float.isNaN(at)) {
                return null;
            }
            if (operation.text("mode", "nearest").equals("nearest")) {
                weights[place * in + clamp(Math.toIntExact(nearest(operation, at)), in)] = 1;
            } else {
                double inside = Math.max(0, Math.min(in - 1, at));
                int first = (int) inside;
                weights[place * in + first] += (float) (1 - (inside - first));
                weights[place * in + clamp(first + 1, in)] += (float) (inside - first);
            }
        }
        return weights;
    }

    private static int clamp(int index, int extent) {
        return Math.max(0, Math.min(extent - 1, index));
    }

    /** The scale that is given, or else that of the extents. */
    private static float scale(Operation operation, int axis) {
        int input = isOld(operation) ? 1 : 2;
        float given = operation.isConstant(input) && Constants.isFloat(operation.constant(input))
                ? givenScale(Constants.floats(operation.constant(input)), axis)
                : 0;
        return given > 0
                ? given
                : (float) operation.out().dim(axis) / operation.shape(0).dim(axis);
    }

    /** Before operator set 11 there were neither modes of coordinates nor sizes to ask for. */
    private static boolean isOld(Operation operation) {
        return operation.type().equals("Upsample") || operation.graph().opset() < 11;
    }

    private static float givenScale(float[] scales, int axis) {
        return scales.length > axis ? scales[axis] : 0;
    }

    /**
     * Where the middle of a pixel of the answer lies in the input; NaN if it is not known. In single precision, as the
     * engine computes it: where a coordinate falls between two pixels, its last bit decides which is the nearest.
     */
    private static float coordinate(Operation operation, int place, float scale, int in, int out) {
        return switch (operation.text(
                "coordinate_transformation_mode", isOld(operation) ? "asymmetric" : "half_pixel")) {
            case "half_pixel" -> (place + 0.5f) / scale - 0.5f;
            case "pytorch_half_pixel" -> out > 1 ? (place + 0.5f) / scale - 0.5f : 0;
            case "align_corners" -> out > 1 ? (float) place * (in - 1) / (out - 1) : 0;
            case "asymmetric" -> place / scale;
            default -> Float.NaN;
        };
    }

    private static long nearest(Operation operation, float at) {
        return switch (operation.text("nearest_mode", isOld(operation) ? "floor" : "round_prefer_floor")) {
            case "floor" -> (long) Math.floor(at);
            case "ceil" -> (long) Math.ceil(at);
            case "round_prefer_ceil" -> (long) Math.floor(at + 0.5);
            default -> (long) Math.ceil(at - 0.5);
        };
    }
}
