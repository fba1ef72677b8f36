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
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Products of matrices, computed by the engine, which multiplies many times faster than the virtual machine.
 *
 * <p><b>Threading</b>: safe for use by many threads until it is closed.
 */
public final class CrossProducts implements AutoCloseable {
    /** Rows of a product that are computed and held at once. */
    private static final int PANEL = 256;

    private final GraphRunner.LoadedGraph floats;
    private final GraphRunner.LoadedGraph doubles;

    /** @param runner multiplies */
    public CrossProducts(GraphRunner runner) {
        this.floats = runner.load(product(ElementType.FLOAT32));
        this.doubles = runner.load(product(ElementType.FLOAT64));
    }

    private static byte[] product(ElementType type) {
        Shape free = Shape.of(Shape.FREE, Shape.FREE);
        Shape one = Shape.of(1, 1);
        NodeProto gemm = NodeProto.newBuilder()
                .setOpType("Gemm")
                .addInput("left")
                .addInput("right")
                .addOutput("product")
                .addAttribute(Attributes.of("transB", 1))
                .build();
        ModelProto header = ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13))
                .build();
        return new OnnxGraph(
                        header,
                        List.of(gemm),
                        Map.of(),
                        List.of(
                                OnnxGraph.valueInfo(new TensorSpec("left", type, free, one)),
                                OnnxGraph.valueInfo(new TensorSpec("right", type, free, one))),
                        List.of("product"))
                .toBytes();
    }

    /** The product of {@code left} (a x n) and the transpose of {@code right} (b x n), both of one type: (a x b). */
    Tensor of(Tensor left, Tensor right) {
        GraphRunner.LoadedGraph graph = left.type() == ElementType.FLOAT64 ? doubles : floats;
        return Lookup.in(graph.run(Map.of("left", left, "right", right), List.of("product")), "product");
    }

    /** What is done with the rows {@code from..to} (exclusive) of a matrix. */
    interface Panel {
        void take(int from, int to);
    }

    /** Goes over all rows of a matrix panel by panel, on all processors; panels must not depend on each other. */
    static void panels(int rows, Panel panel) {
        IntStream.range(0, (rows + PANEL - 1) / PANEL)
                .parallel()
                .forEach(i -> panel.take(i * PANEL, Math.min(rows, (i + 1) * PANEL)));
    }

    /** The rows {@code from..to} (exclusive) of a matrix, in place. */
    static Tensor rows(Tensor matrix, int from, int to) {
        int columns = Math.toIntExact(matrix.shape().dim(1));
        int bytes = columns * matrix.type().bytes();
        return Tensor.wrap(
                matrix.type(),
                Shape.of(to - from, columns),
                matrix.data().slice(from * bytes, (to - from) * bytes).order(ByteOrder.nativeOrder()));
    }

    @Override
    public void close() {
        floats.close();
        doubles.close();
    }
}
