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
import java.nio.FloatBuffer;
import java.util.List;

/**
 * A layer as a linear regression: at every place of its output, {@code targets} numbers are a linear function of
 * {@code features} numbers of its input and a constant.
 */
public final class LinearLayer {
    /*
     * A convolution has one feature per input channel and kernel place, numbered channel by channel, and one target per
     * output channel. A transposed convolution whose kernel equals its stride has one feature per input channel and one
     * target per output channel and kernel place. A fully connected layer is a convolution of one place. Weights are
     * kept as a matrix of (features + 1) rows and targets columns; the last row is the bias.
     */
    private final NodeProto node;
    private final Shape in;
    private final Shape out;
    private final int inChannels;
    private final int outChannels;
    private final boolean transposed;
    private final boolean inputMajor;
    private final int kernelHeight;
    private final int kernelWidth;
    private final int[] stride;
    private final int[] dilation;
    private final int[] pad;

    /**
     * The layer that an operator of a block is.
     *
     * @param node a convolution, transposed convolution or matrix product with constant weights
     */
    public LinearLayer(ShapedGraph block, NodeProto node) {
        this.node = node;
        this.in = image(block.shape(node.getInput(0)));
        this.out = image(block.shape(node.getOutput(0)));
        this.inChannels = Math.toIntExact(in.dim(1));
        this.outChannels = Math.toIntExact(out.dim(1));
        this.transposed = node.getOpType().equals("ConvTranspose");
        this.inputMajor = transposed || (node.getOpType().equals("Gemm") && Attributes.integer(node, "transB", 0) == 0);
        Shape kernel = image(Constants.shape(weight(block.graph(), node)));
        boolean convolution = transposed || node.getOpType().equals("Conv");
        this.kernelHeight = convolution ? Math.toIntExact(kernel.dim(2)) : 1;
        this.kernelWidth = convolution ? Math.toIntExact(kernel.dim(3)) : 1;
        this.stride = pair(node, "strides");
        this.dilation = pair(node, "dilations");
        this.pad = new int[] {
            padBefore(node, 0, kernelHeight, stride[0], dilation[0]),
            padBefore(node, 1, kernelWidth, stride[1], dilation[1])
        };
    }

    private static TensorProto weight(OnnxGraph graph, NodeProto node) {
        return Lookup.in(graph.constants(), node.getInput(1));
    }

    private static Shape image(Shape shape) {
        return shape.rank() == 2 ? Shape.of(shape.dim(0), shape.dim(1), 1, 1) : shape;
    }

    private static int[] pair(NodeProto node, String attribute) {
        List<Long> values = Attributes.integers(node, attribute, List.of(1L, 1L));
        return new int[] {Math.toIntExact(values.get(0)), Math.toIntExact(values.get(1))};
    }

    private int padBefore(NodeProto layer, int side, int kernel, int step, int spread) {
        String auto = Attributes.text(layer, "auto_pad", "NOTSET");
        if (!auto.startsWith("SAME")) {
            return auto.equals("VALID")
                    ? 0
                    : Math.toIntExact(Attributes.integers(layer, "pads", List.of(0L, 0L, 0L, 0L))
                            .get(side));
        }
        long needed = Math.max(0, (out.dim(2 + side) - 1) * step + (kernel - 1L) * spread + 1 - in.dim(2 + side));
        return Math.toIntExact(auto.equals("SAME_UPPER") ? needed / 2 : needed - needed / 2);
    }

    public NodeProto node() {
        return node;
    }

    int inChannels() {
        return inChannels;
    }

    /** Features of one input channel. */
    int featuresPerChannel() {
        return transposed ? 1 : kernelHeight * kernelWidth;
    }

    /** Numbers of the input that an output depends on. */
    public int features() {
        return inChannels * featuresPerChannel();
    }

    /** Numbers of the output at one place. */
    public int targets() {
        return outChannels * (transposed ? kernelHeight * kernelWidth : 1);
    }

    /** Targets of one output channel. */
    int targetsPerChannel() {
        return targets() / outChannels;
    }

    int outChannels() {
        return outChannels;
    }

    /** Places of one image where the regression holds. */
    public int places() {
        Shape grid = transposed ? in : out;
        return Math.toIntExact(grid.dim(2) * grid.dim(3));
    }

    /** Writes the features at a place to {@code row} from {@code at} on, then a 1 for the bias. */
    public void features(FloatBuffer input, int place, float[] row, int at) {
        int width = Math.toIntExact(transposed ? in.dim(3) : out.dim(3));
        int y = place / width * (transposed ? 1 : stride[0]) - pad[0];
        int x = place % width * (transposed ? 1 : stride[1]) - pad[1];
        int rows = Math.toIntExact(in.dim(2));
        int columns = Math.toIntExact(in.dim(3));
        int kernelRows = transposed ? 1 : kernelHeight;
        int kernelColumns = transposed ? 1 : kernelWidth;
        int index = at;
        for (int c = 0; c < inChannels; c++) {
            for (int ky = 0; ky < kernelRows; ky++) {
                int iy = y + ky * dilation[0];
                for (int kx = 0; kx < kernelColumns; kx++) {
                    int ix = x + kx * dilation[1];
                    boolean inside = iy >= 0 && iy < rows && ix >= 0 && ix < columns;
                    row[index++] = inside ? input.get((c * rows + iy) * columns + ix) : 0;
                }
            }
        }
        row[index] = 1;
    }

    /** Writes the targets at a place to {@code row} from {@code at} on. */
    public void targets(FloatBuffer output, int place, float[] row, int at) {
        int columns = Math.toIntExact(out.dim(3));
        int plane = Math.toIntExact(out.dim(2)) * columns;
        if (!transposed) {
            for (int o = 0; o < outChannels; o++) {
                row[at + o] = output.get(o * plane + place);
            }
            return;
        }
        int width = Math.toIntExact(in.dim(3));
        int y = place / width * kernelHeight;
        int x = place % width * kernelWidth;
        int index = at;
        for (int o = 0; o < outChannels; o++) {
            for (int ky = 0; ky < kernelHeight; ky++) {
                for (int kx = 0; kx < kernelWidth; kx++) {
                    row[index++] = output.get(o * plane + (y + ky) * columns + x + kx);
                }
            }
        }
    }

    /** The weights and the bias of the layer in a block, as rows of features by columns of targets. */
    public double[] weights(OnnxGraph graph) {
        float[] values = Constants.floats(weight(graph, node));
        int targets = targets();
        double[] matrix = new double[(features() + 1) * targets];
        for (int c = 0; c < inChannels; c++) {
            for (int o = 0; o < outChannels; o++) {
                for (int k = 0; k < kernelHeight * kernelWidth; k++) {
                    matrix[cell(c, o, k)] = values[stored(c, o, k)];
                }
            }
        }
        if (hasBias()) {
            float[] bias = Constants.floats(Lookup.in(graph.constants(), node.getInput(2)));
            for (int t = 0; t < targets; t++) {
                matrix[features() * targets + t] = bias[t / (targets / outChannels)];
            }
        }
        return matrix;
    }

    private boolean hasBias() {
        return node.getInputCount() > 2 && !node.getInput(2).isEmpty();
    }

    private int cell(int c, int o, int k) {
        int places = kernelHeight * kernelWidth;
        return transposed ? c * targets() + o * places + k : (c * places + k) * targets() + o;
    }

    /** The index of a weight in the constant of the layer. */
    private int stored(int c, int o, int k) {
        int places = kernelHeight * kernelWidth;
        return inputMajor ? (c * outChannels + o) * places + k : (o * inChannels + c) * places + k;
    }

    /** The block with these weights in the layer. */
    OnnxGraph with(OnnxGraph graph, double[] matrix) {
        TensorProto before = weight(graph, node);
        float[] values = new float[Math.toIntExact(Constants.shape(before).elements())];
        for (int c = 0; c < inChannels; c++) {
            for (int o = 0; o < outChannels; o++) {
                for (int k = 0; k < kernelHeight * kernelWidth; k++) {
                    values[stored(c, o, k)] = (float) matrix[cell(c, o, k)];
                }
            }
        }
        return LayerEdit.of(graph, node).with(Constants.shape(before), values, bias(matrix));
    }

    /** One bias per output channel: the mean over the kernel places of a transposed convolution. */
    private float[] bias(double[] matrix) {
        int places = targetsPerChannel();
        float[] bias = new float[outChannels];
        for (int o = 0; o < bias.length; o++) {
            double sum = 0;
            for (int k = 0; k < places; k++) {
                sum += matrix[features() * targets() + o * places + k];
            }
            bias[o] = (float) (sum / places);
        }
        return bias;
    }
}
