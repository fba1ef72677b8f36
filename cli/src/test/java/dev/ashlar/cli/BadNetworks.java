/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.ashlar.core.testing.OnnxNets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** ONNX files with something wrong. */
final class BadNetworks {
    private BadNetworks() {}

    /** What a network does with its input. */
    interface Operators {
        String add(OnnxNets net);
    }

    /** A network of these operators on the tensor "input". */
    static Path of(Path file, Operators operators) {
        OnnxNets net = OnnxNets.seeded(1);
        net.input("input", 1, 3, 16, 16);
        return Given.network(file, net.output(operators.add(net), 1, 3, 16, 16).model());
    }

    /** A sound network that was changed. */
    static Path changed(Path file, UnaryOperator<ModelProto.Builder> change) {
        return Given.network(file, change.apply(plain(1, 3, 16, 16).toBuilder()).build());
    }

    /** One convolution with the constants w0 and w1 on an input of this shape. */
    private static ModelProto plain(long... shape) {
        OnnxNets net = OnnxNets.seeded(1);
        String answer = net.relu(net.conv(net.input("input", shape), 3, 16, 3, 1, 1));
        return net.output(answer, -1, 16, -1, -1).model();
    }

    /** With an operator set that nobody knows. */
    static Path newer(Path file) {
        return changed(file, model -> model.clearOpsetImport()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(999)));
    }

    static Path twoInputs(Path file) {
        return of(file, net -> net.plus("input", net.input("mask", 1, 3, 16, 16)));
    }

    static Path flatInput(Path file) {
        OnnxNets net = OnnxNets.seeded(1);
        String answer = net.gemm(net.input("input", 1, 100), 100, 10);
        return Given.network(file, net.output(answer, 1, 10).model());
    }

    /** With an input of this shape. */
    static Path declaring(Path file, long... shape) {
        return Given.network(file, plain(shape));
    }

    /** Whose first constant is changed. */
    static Path constant(Path file, UnaryOperator<TensorProto.Builder> change) {
        return changed(file, model -> {
            GraphProto.Builder graph = model.getGraphBuilder();
            graph.setInitializer(0, change.apply(graph.getInitializerBuilder(0)));
            return model;
        });
    }

    /** With a sixth value that is no number. */
    static TensorProto.Builder nan(TensorProto.Builder tensor) {
        ByteBuffer values = ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        values.putFloat(5 * Float.BYTES, Float.NaN);
        return tensor.setRawData(ByteString.copyFrom(values.array()));
    }

    /** Whose first constant has these extents. */
    static Path sized(Path file, long... dims) {
        return constant(file, tensor -> {
            tensor.clearDims();
            for (long dim : dims) {
                tensor.addDims(dim);
            }
            return tensor;
        });
    }

    /** Whose first constant is kept elsewhere. */
    static Path external(Path file, String location, long offset) {
        return constant(file, tensor -> tensor.clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", String.valueOf(offset))));
    }

    private static StringStringEntryProto.Builder entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value);
    }
}
