/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Multiplication with {@code gain} and addition of {@code shift}, one each per channel. */
final class Affine {
    private final double[] gain;
    private final double[] shift;

    private Affine(double[] gain, double[] shift) {
        this.gain = gain;
        this.shift = shift;
    }

    int channels() {
        return gain.length;
    }

    double gain(int channel) {
        return gain[channel];
    }

    double shift(int channel) {
        return shift[channel];
    }

    /** What the operator behind {@code layer} does to its one variable input, or null if it is not affine per channel. */
    static @Nullable Affine of(OnnxGraph graph, NodeProto node, NodeProto layer, int channels) {
        return switch (node.getOpType()) {
            case "BatchNormalization" -> ofNormalization(graph, node, channels);
            case "Mul", "Add", "Sub", "Div" -> ofConstant(graph, node, layer, channels);
            default -> null;
        };
    }

    private static @Nullable Affine ofNormalization(OnnxGraph graph, NodeProto node, int channels) {
        Map<Integer, float[]> values = new LinkedHashMap<>();
        for (int i = 1; i < 5; i++) {
            TensorProto constant = graph.constant(node.getInput(i));
            if (constant == null) {
                return null;
            }
            values.put(i, Constants.floats(constant));
        }
        double epsilon = Attributes.floating(node, "epsilon", 1e-5f);
        double[] gain = new double[channels];
        double[] shift = new double[channels];
        for (int c = 0; c < channels; c++) {
            gain[c] = Lookup.in(values, 1)[c] / Math.sqrt(Lookup.in(values, 4)[c] + epsilon);
            shift[c] = Lookup.in(values, 2)[c] - gain[c] * Lookup.in(values, 3)[c];
        }
        return new Affine(gain, shift);
    }

    private static @Nullable Affine ofConstant(OnnxGraph graph, NodeProto node, NodeProto layer, int channels) {
        boolean constantFirst = graph.constant(node.getInput(0)) != null;
        TensorProto constant = graph.constant(node.getInput(constantFirst ? 0 : 1));
        boolean ordered = node.getOpType().equals("Sub") || node.getOpType().equals("Div");
        if (constant == null || !Constants.isFloat(constant) || (constantFirst && ordered)) {
            return null;
        }
        float[] values = perChannel(constant, channels, layer.getOpType().equals("Gemm") ? 1 : 3);
        if (values == null) {
            return null;
        }
        double[] gain = new double[channels];
        double[] shift = new double[channels];
        for (int c = 0; c < channels; c++) {
            gain[c] = switch (node.getOpType()) {
                case "Mul" -> values[c];
                case "Div" -> 1.0 / values[c];
                default -> 1;
            };
            shift[c] = switch (node.getOpType()) {
                case "Add" -> values[c];
                case "Sub" -> -values[c];
                default -> 0;
            };
        }
        return new Affine(gain, shift);
    }

    /**
     * One value for each channel, or null if the constant varies over places.
     *
     * @param fromEnd where the axis of channels lies, counted from the last as 1
     */
    private static float @Nullable [] perChannel(TensorProto constant, int channels, int fromEnd) {
        Shape shape = Constants.shape(constant);
        float[] values = Constants.floats(constant);
        if (values.length == 1) {
            float[] same = new float[channels];
            Arrays.fill(same, values[0]);
            return same;
        }
        boolean along =
                shape.rank() >= fromEnd && shape.dim(shape.rank() - fromEnd) == channels && values.length == channels;
        return along ? values : null;
    }
}
