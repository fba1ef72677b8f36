/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.ashlar.core.graph.ElementType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A look at ONNX bytes from anyone before native code sees them: throws unless they are sane and self-contained. */
final class CheckedModel {
    /*
     * ONNX Runtime checks far more itself. This refuses what it would take in good faith: weights in other files, which
     * could be any file of this machine; weights in the layout of one kind of processor, whose sizes its kernels trust;
     * and counts beyond any network that are cheap to write down and dear to load. Nesting is bounded by protobuf at
     * 100 levels.
     */
    private static final int MAX_NODES = 200_000;
    private static final String MACHINE_DOMAIN = "com.microsoft.nchwc";

    private final String thing;
    private int nodes;

    private CheckedModel(String thing) {
        this.thing = thing;
    }

    /**
     * Throws unless {@code onnx} is a self-contained ONNX model.
     *
     * @param thing what it is, for the message
     */
    static void require(String thing, byte[] onnx) {
        CheckedModel check = new CheckedModel(thing);
        ModelProto model = check.parse(onnx);
        if (!model.hasGraph()) {
            throw check.refuse("it holds no graph", null);
        }
        check.graph(model.getGraph());
        for (FunctionProto function : model.getFunctionsList()) {
            check.nodes(function.getNodeList());
        }
    }

    private ModelProto parse(byte[] onnx) {
        try {
            return ModelProto.parseFrom(onnx);
        } catch (InvalidProtocolBufferException e) {
            throw refuse("its %d bytes cannot be parsed (%s)".formatted(onnx.length, e.getMessage()), e);
        }
    }

    private void graph(GraphProto graph) {
        graph.getInitializerList().forEach(this::tensor);
        graph.getSparseInitializerList().forEach(this::sparse);
        nodes(graph.getNodeList());
    }

    private void nodes(List<NodeProto> list) {
        nodes += list.size();
        if (nodes > MAX_NODES) {
            throw refuse("it has more than %d operators".formatted(MAX_NODES), null);
        }
        for (NodeProto node : list) {
            if (node.getDomain().equals(MACHINE_DOMAIN)) {
                throw refuse(
                        "its operator %s (%s) is in the layout of one kind of processor"
                                .formatted(node.getName(), node.getOpType()),
                        null);
            }
            node.getAttributeList().forEach(this::attribute);
        }
    }

    private void attribute(AttributeProto attribute) {
        if (attribute.hasT()) {
            tensor(attribute.getT());
        }
        if (attribute.hasSparseTensor()) {
            sparse(attribute.getSparseTensor());
        }
        if (attribute.hasG()) {
            graph(attribute.getG());
        }
        attribute.getTensorsList().forEach(this::tensor);
        attribute.getSparseTensorsList().forEach(this::sparse);
        attribute.getGraphsList().forEach(this::graph);
    }

    private void sparse(SparseTensorProto sparse) {
        tensor(sparse.getValues());
        tensor(sparse.getIndices());
    }

    private void tensor(TensorProto tensor) {
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL || tensor.getExternalDataCount() > 0) {
            throw refuse("its tensor %s lies in another file".formatted(tensor.getName()), null);
        }
        if (tensor.hasRawData() && ElementType.isSupported(tensor.getDataType())) {
            long bytes = ElementType.ofOnnx(tensor.getDataType()).bytes();
            if (!holds(tensor.getDimsList(), tensor.getRawData().size(), bytes)) {
                throw refuse(
                        "its tensor %s of shape %s holds %d bytes"
                                .formatted(
                                        tensor.getName(),
                                        tensor.getDimsList(),
                                        tensor.getRawData().size()),
                        null);
            }
        }
    }

    private static boolean holds(List<Long> dims, int rawBytes, long elementBytes) {
        long product = elementBytes;
        for (long dim : dims) {
            if (dim < 0 || (dim > 0 && product > Integer.MAX_VALUE / dim)) {
                return false;
            }
            product *= dim;
        }
        return product == rawBytes;
    }

    private EngineException refuse(String reason, @Nullable Throwable cause) {
        return new EngineException(
                "The %s is not a self-contained, portable ONNX model: %s. Maybe export it again, weights inside."
                        .formatted(thing, reason),
                cause);
    }
}
