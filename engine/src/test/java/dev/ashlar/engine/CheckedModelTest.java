/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.ashlar.core.testing.OnnxNets;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheckedModelTest {
    private static final TensorProto ELSEWHERE = TensorProto.newBuilder()
            .setName("stolen")
            .setDataType(1)
            .addDims(4)
            .addExternalData(
                    StringStringEntryProto.newBuilder().setKey("location").setValue("/etc/passwd"))
            .build();

    private static ModelProto.Builder net() {
        return OnnxNets.residual(1, 2, 8).toBuilder();
    }

    private static void assertRefused(ModelProto.Builder model, String reason) {
        assertThatThrownBy(() -> CheckedModel.require("graph", model.build().toByteArray()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("The graph is not a self-contained")
                .hasMessageContaining(reason)
                .hasMessageContaining("Maybe");
    }

    private static NodeProto with(AttributeProto.Builder attribute) {
        return NodeProto.newBuilder()
                .setOpType("Any")
                .addAttribute(attribute.setName("a"))
                .build();
    }

    @Test
    void passesANetwork() {
        assertThatCode(() -> CheckedModel.require("graph", net().build().toByteArray()))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesBytesThatAreNoModel() {
        for (String text : List.of("", "hello, world", "PK\u0003\u0004", "ORTM", "<html>")) {
            assertThatThrownBy(() -> CheckedModel.require("graph", text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .isInstanceOf(EngineException.class);
        }
    }

    @Test
    void findsWeightsInOtherFilesWhereverTheyHide() {
        SparseTensorProto sparse =
                SparseTensorProto.newBuilder().setValues(ELSEWHERE).build();
        GraphProto inner = GraphProto.newBuilder().addInitializer(ELSEWHERE).build();
        List<NodeProto> hiding = List.of(
                with(AttributeProto.newBuilder().setT(ELSEWHERE)),
                with(AttributeProto.newBuilder().addTensors(ELSEWHERE)),
                with(AttributeProto.newBuilder().setSparseTensor(sparse)),
                with(AttributeProto.newBuilder().addSparseTensors(sparse)),
                with(AttributeProto.newBuilder().setG(inner)),
                with(AttributeProto.newBuilder()
                        .addGraphs(GraphProto.newBuilder()
                                .addNode(with(AttributeProto.newBuilder().setG(inner))))));
        for (NodeProto node : hiding) {
            ModelProto.Builder model = net();
            model.getGraphBuilder().addNode(node);
            assertRefused(model, "its tensor stolen lies in another file");
            assertRefused(net().addFunctions(FunctionProto.newBuilder().addNode(node)), "stolen");
        }
        ModelProto.Builder direct = net();
        direct.getGraphBuilder().addInitializer(ELSEWHERE);
        assertRefused(direct, "stolen");
        ModelProto.Builder thin = net();
        thin.getGraphBuilder().addSparseInitializer(sparse);
        assertRefused(thin, "stolen");
    }

    @Test
    void refusesLayoutsOfOneKindOfProcessor() {
        ModelProto.Builder model = net();
        model.getGraphBuilder().getNodeBuilder(0).setDomain("com.microsoft.nchwc");
        assertRefused(model, "one kind of processor");
    }

    @Test
    void refusesWeightsWhoseSizeIsNotThatOfTheirShape() {
        for (List<Long> dims : List.of(
                List.of(3L),
                List.of(-2L, -1L),
                List.of(Long.MAX_VALUE, Long.MAX_VALUE),
                List.of(1L << 32, 1L << 32),
                List.of(0L, Long.MIN_VALUE))) {
            ModelProto.Builder model = net();
            model.getGraphBuilder()
                    .addInitializer(TensorProto.newBuilder()
                            .setName("odd")
                            .setDataType(1)
                            .addAllDims(dims)
                            .setRawData(ByteString.copyFrom(new byte[8])));
            assertRefused(model, "its tensor odd of shape " + dims + " holds 8 bytes");
        }
    }

    @Test
    void refusesMoreOperatorsThanAnyNetworkHas() {
        ModelProto.Builder model = net();
        model.getGraphBuilder()
                .addAllNode(Collections.nCopies(
                        200_000, NodeProto.newBuilder().setOpType("Relu").build()));
        assertRefused(model, "more than 200000 operators");
    }
}
