/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The border between tensors of the domain and of ONNX Runtime. */
final class OrtTensors {
    private OrtTensors() {}

    /** The same memory as an ONNX Runtime tensor, which keeps the buffer reachable and must be closed. */
    static OnnxTensor wrap(Tensor tensor) throws OrtException {
        return OnnxTensor.createTensor(
                OrtRuntime.environment(), tensor.data(), tensor.shape().toArray(), javaType(tensor.type()));
    }

    /** A copy that outlives the ONNX Runtime value. */
    static Tensor copy(String name, OnnxValue value) {
        return copy(name, value, Tensor::allocate);
    }

    /** A copy that outlives the ONNX Runtime value, in a tensor of {@code supply}. */
    static Tensor copy(String name, OnnxValue value, TensorSupply supply) {
        if (value instanceof OnnxTensor tensor) {
            ElementType type = elementType(tensor.getInfo());
            if (type != null) {
                Tensor copy = supply.take(type, Shape.of(tensor.getInfo().getShape()));
                copy.data().put(tensor.getByteBuffer());
                return copy;
            }
        }
        throw new EngineException(
                "The tensor %s is a %s, which is not supported. Maybe add a Cast to the graph or name other outputs."
                        .formatted(name, value.getInfo()),
                null);
    }

    /** The domain's name for an element type of ONNX Runtime, or null if the domain has none. */
    static @Nullable ElementType elementType(TensorInfo info) {
        return switch (info.onnxType) {
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> ElementType.FLOAT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> ElementType.UINT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> ElementType.INT8;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> ElementType.INT32;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> ElementType.INT64;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> ElementType.BOOL;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> ElementType.FLOAT16;
            case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> ElementType.FLOAT64;
            default -> null;
        };
    }

    private static OnnxJavaType javaType(ElementType type) {
        return switch (type) {
            case FLOAT32 -> OnnxJavaType.FLOAT;
            case UINT8 -> OnnxJavaType.UINT8;
            case INT8 -> OnnxJavaType.INT8;
            case INT32 -> OnnxJavaType.INT32;
            case INT64 -> OnnxJavaType.INT64;
            case BOOL -> OnnxJavaType.BOOL;
            case FLOAT16 -> OnnxJavaType.FLOAT16;
            case FLOAT64 -> OnnxJavaType.DOUBLE;
        };
    }

    /** Closes each of them once; entries that are null are skipped. */
    static void closeAll(Collection<? extends @Nullable OnnxValue> values) {
        for (OnnxValue value : values) {
            if (value != null && !value.isClosed()) {
                value.close();
            }
        }
    }
}
