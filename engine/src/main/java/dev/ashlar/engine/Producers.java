/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Convolutions put before a block, so that ONNX Runtime optimises it as if it stood in the middle of its network: a
 * block's inputs then come in the blocked layout that the kernels work in, and what is fused with them is fused.
 */
final class Producers {
    static final String PREFIX = "ashlar.producer.";
    static final String INPUT = ".input";
    static final String BIAS = ".bias";
    private static final String WEIGHTS = ".weights";

    /** Narrower tensors are not put into the blocked layout: most of it would be padding. */
    private static final int LEAST_CHANNELS = 8;

    private static final int CHANNELS_BEFORE = 3;

    private Producers() {}

    /**
     * A block behind its producers.
     *
     * @param model to be optimised
     * @param inputs the block's inputs that got one, in the order of their numbers
     */
    record Fed(ModelProto model, List<ValueInfoProto> inputs) {
        Fed {
            inputs = List.copyOf(inputs);
        }
    }

    /** The block with a producer before each input that can be in the blocked layout. */
    static Fed before(ModelProto block) {
        GraphProto graph = block.getGraph();
        Set<String> constants = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
        GraphProto.Builder fed = graph.toBuilder().clearInput().clearNode();
        List<ValueInfoProto> inputs = new ArrayList<>();
        for (ValueInfoProto input : graph.getInputList()) {
            if (constants.contains(input.getName()) || channels(input) < LEAST_CHANNELS) {
                fed.addInput(input);
                continue;
            }
            String name = PREFIX + inputs.size();
            int channels = Math.toIntExact(channels(input));
            fed.addInput(image(name + INPUT, input));
            fed.addInitializer(numbers(name + WEIGHTS, 1, channels, CHANNELS_BEFORE, 1, 1));
            fed.addInitializer(bias(name + BIAS, channels));
            fed.addNode(NodeProto.newBuilder()
                    .setName(name)
                    .setOpType("Conv")
                    .addInput(name + INPUT)
                    .addInput(name + WEIGHTS)
                    .addInput(name + BIAS)
                    .addOutput(input.getName()));
            inputs.add(input);
        }
        fed.addAllNode(graph.getNodeList());
        return new Fed(block.toBuilder().setGraph(fed).build(), inputs);
    }

    /** The channels of a float tensor (N, C, H, W), or 0 if it is none or they are not known. */
    static long channels(ValueInfoProto tensor) {
        TypeProto.Tensor type = tensor.getType().getTensorType();
        boolean image = type.getElemType() == TensorProto.DataType.FLOAT.getNumber()
                && type.getShape().getDimCount() == 4;
        return image ? type.getShape().getDim(1).getDimValue() : 0;
    }

    private static ValueInfoProto image(String name, ValueInfoProto like) {
        TypeProto.Tensor type = like.getType().getTensorType();
        TensorShapeProto.Builder shape = type.getShape().toBuilder();
        shape.setDim(1, Dimension.newBuilder().setDimValue(CHANNELS_BEFORE));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(type.toBuilder().setShape(shape)))
                .build();
    }

    /** The bias of a producer, by which it is known whether anything was folded into it: no two are alike. */
    static TensorProto bias(String name, int channels) {
        return numbers(name, 1.5f, channels);
    }

    private static TensorProto numbers(String name, float first, long... dims) {
        long count = 1;
        TensorProto.Builder tensor =
                TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
        for (long dim : dims) {
            tensor.addDims(dim);
            count *= dim;
        }
        ByteBuffer values =
                ByteBuffer.allocate(Math.toIntExact(count * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            values.putFloat(first + i / 8f);
        }
        return tensor.setRawData(ByteString.copyFrom(values.flip())).build();
    }
}
