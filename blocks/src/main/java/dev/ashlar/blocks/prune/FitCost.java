/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.ashlar.blocks.onnx.ComputeCost;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.Shape;
import java.util.Set;

/** Foretells what fitting the layers of a block takes, for telling how much time is left. */
public final class FitCost {
    private static final Set<String> MATRIX_PRODUCTS = Set.of("Gemm", "MatMul");

    private FitCost() {}

    /**
     * Multiplications, roughly: the block is run for every sample; of every layer the inputs are multiplied with each
     * other and with what it answers, and a matrix of inputs by inputs is inverted. The last is next to nothing for the
     * narrow layers of most networks and nearly all for the fully connected ones of others.
     *
     * @param block the original
     * @param macs multiply-accumulates of the block for one sample
     * @param samples that it is fitted to
     */
    public static double of(OnnxGraph block, long macs, int samples) {
        double cost = 1 + (double) macs * samples;
        GraphConstants constants = new GraphConstants(block);
        for (NodeProto node : block.nodes()) {
            Shape weights = ComputeCost.LAYERS.contains(node.getOpType()) ? constants.shape(node.getInput(1)) : null;
            if (weights != null) {
                double inputs = ComputeCost.fanIn(node, weights);
                double rows = LayerSamples.rows((int) Math.min(Integer.MAX_VALUE, inputs));
                if (MATRIX_PRODUCTS.contains(node.getOpType())) {
                    rows = Math.min(rows, samples);
                }
                cost += rows * (inputs * inputs + weights.elements()) + inputs * inputs * inputs;
            }
        }
        return cost;
    }
}
