/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.math;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import dev.ashlar.blocks.onnx.Attributes;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import java.util.List;
import java.util.Map;

/** Products of tall matrices, computed by the engine, which multiplies many times faster than the virtual machine. */
public final class CrossProducts implements AutoCloseable {
    private final GraphRunner.LoadedGraph product;

    /** @param runner multiplies */
    public CrossProducts(GraphRunner runner) {
        Shape free = Shape.of(Shape.FREE, Shape.FREE);
        Shape one = Shape.of(1, 1);
        NodeProto gemm = NodeProto.newBuilder()
                .setOpType("Gemm")
                .addInput("left")
                .addInput("right")
                .addOutput("product")
                .addAttribute(Attributes.of("transA", 1))
                .build();
        ModelProto header = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .build();
        OnnxGraph graph = new OnnxGraph(
                header,
                List.of(gemm),
                Map.of(),
                List.of(
                        OnnxGraph.valueInfo(new TensorSpec("left", ElementType.FLOAT32, free, one)),
                        OnnxGraph.valueInfo(new TensorSpec("right", ElementType.FLOAT32, free, one))),
                List.of("product"));
        this.product = runner.load(graph.toBytes());
    }

    /** The product of the transpose of {@code left} (rows x a) and {@code right} (rows x b): (a x b). */
    Tensor of(Tensor left, Tensor right) {
        return Lookup.in(product.run(Map.of("left", left, "right", right), List.of("product")), "product");
    }

    @Override
    public void close() {
        product.close();
    }
}
