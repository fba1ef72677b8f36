/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.importing.TensorProbe.Seen;
import dev.ashlar.blocks.importing.TensorProbe.Sight;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.GraphConstants;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes fully connected layers of products of a matrix with a constant one, as which many exporters write them, so that
 * nothing behind the import needs to tell the two apart. Only a run tells which products are of matrices.
 */
final class MatrixProducts {
    /** The first operator set whose {@code Gemm} takes a row as its bias. */
    private static final long ROW_BIAS = 7;

    /** The first one whose {@code Gemm} needs none. */
    private static final long NO_BIAS = 11;

    private MatrixProducts() {}

    /** The graph with such products as layers. */
    static OnnxGraph asLayers(OnnxGraph graph, Sight sight) {
        if (graph.opset() < ROW_BIAS) {
            return graph;
        }
        GraphConstants known = new GraphConstants(graph);
        Map<String, TensorProto> constants = new LinkedHashMap<>(graph.constants());
        List<NodeProto> nodes = new ArrayList<>();
        for (NodeProto node : graph.nodes()) {
            Shape weights = node.getOpType().equals("MatMul") ? known.shape(node.getInput(1)) : null;
            if (weights != null && weights.rank() == 2 && isMatrix(node, known, sight)) {
                nodes.add(layer(node, weights.dim(1), graph.opset(), constants));
            } else {
                nodes.add(node);
            }
        }
        return graph.with(nodes, constants);
    }

    private static boolean isMatrix(NodeProto product, GraphConstants known, Sight sight) {
        if (known.shape(product.getInput(0)) != null || !product.getDomain().isEmpty()) {
            return false;
        }
        Seen left = Lookup.in(sight.seen(), product.getInput(0));
        return left.shape().rank() == 2 && left.type() == ElementType.FLOAT32;
    }

    private static NodeProto layer(NodeProto product, long outputs, long opset, Map<String, TensorProto> constants) {
        NodeProto.Builder layer = product.toBuilder().setOpType("Gemm");
        if (opset < NO_BIAS) {
            String bias = product.getOutput(0) + "/bias";
            constants.put(bias, Constants.ofFloats(bias, Shape.of(outputs), new float[Math.toIntExact(outputs)]));
            layer.addInput(bias);
        }
        return layer.build();
    }
}
