/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.onnx.ComputeCost;
import dev.ashlar.blocks.onnx.Constants;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Gives a network whose weights are left open (filled by {@code ConstantOfShape}) random ones, so that its structure can
 * be tried at full size.
 */
final class SeededWeights {
    /*
     * Layers get normal weights of variance 2 / fan-in (He et al., "Delving deep into rectifiers", ICCV 2015), so that
     * activations neither vanish nor explode; normalisations get scale and variance 1, and a scale of a half where their
     * output goes into a sum, for otherwise each sum of a residual network doubles the variance and a deep one answers
     * every image alike; everything else stays as it is.
     */
    private static final float BEFORE_SUM = 0.5f;
    private static final long MOST_BYTES = 1L << 30;

    private final OnnxGraph graph;
    private final long seed;
    private final Map<String, TensorProto> constants;
    private long bytes;

    private SeededWeights(OnnxGraph graph, long seed) {
        this.graph = graph;
        this.seed = seed;
        this.constants = new LinkedHashMap<>(graph.constants());
    }

    /** The graph with weights drawn by {@code seed}; equal for equal seeds. */
    static OnnxGraph fill(OnnxGraph graph, long seed) {
        return new SeededWeights(ConstantFolding.promote(graph), seed).fill();
    }

    private OnnxGraph fill() {
        List<NodeProto> kept = new ArrayList<>();
        Map<String, List<NodeProto>> readers = graph.consumers();
        for (NodeProto node : graph.nodes()) {
            Shape shape = filled(node);
            List<NodeProto> read = readers.getOrDefault(node.getOutput(0), List.of());
            float[] values =
                    shape == null || read.isEmpty() ? null : values(node.getOutput(0), shape, read.get(0), readers);
            if (shape == null || values == null) {
                kept.add(node);
            } else {
                constants.put(node.getOutput(0), Constants.ofFloats(node.getOutput(0), shape, values));
            }
        }
        return graph.with(kept, constants);
    }

    /** The shape that a {@code ConstantOfShape} of 32-bit floats fills; null for everything else. */
    private @Nullable Shape filled(NodeProto node) {
        TensorProto extents = node.getOpType().equals("ConstantOfShape") ? constants.get(node.getInput(0)) : null;
        boolean floats = node.getAttributeList().stream()
                .map(AttributeProto::getT)
                .allMatch(value -> value.getDataType() == ElementType.FLOAT32.onnx());
        return extents == null || !floats ? null : Shape.of(Constants.integers(extents));
    }

    private float @Nullable [] values(
            String name, Shape shape, NodeProto reader, Map<String, List<NodeProto>> readers) {
        int index = reader.getInputList().indexOf(name);
        boolean layer = index == 1 && ComputeCost.LAYERS.contains(reader.getOpType());
        boolean one = reader.getOpType().equals("BatchNormalization") && (index == 1 || index == 4);
        if (!layer && !one) {
            return null;
        }
        bytes = Math.addExact(bytes, Math.multiplyExact(4, shape.elements()));
        if (bytes > MOST_BYTES) {
            throw new BlocksException(
                    "The weights that are left open take %d bytes and more; at most %d can be drawn. Maybe use a smaller network."
                            .formatted(bytes, MOST_BYTES));
        }
        float[] values = new float[Math.toIntExact(shape.elements())];
        Random random = new Random(seed * 1_000_003 + name.hashCode());
        double deviation = layer ? Math.sqrt(2.0 / ComputeCost.fanIn(reader, shape)) : 0;
        float constant = index == 1 && isSummed(reader, readers) ? BEFORE_SUM : 1;
        for (int i = 0; i < values.length; i++) {
            values[i] = layer ? (float) (deviation * random.nextGaussian()) : constant;
        }
        return values;
    }

    private static boolean isSummed(NodeProto node, Map<String, List<NodeProto>> readers) {
        return readers.getOrDefault(node.getOutput(0), List.of()).stream()
                .anyMatch(reader -> List.of("Add", "Sum").contains(reader.getOpType()));
    }
}
