/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a portable block answers to a made-up input, kept beside its prepared form: a processor or a library that
 * computes otherwise is noticed before a frame is.
 */
final class SelfTest {
    /*
     * The blocked layout depends on the processor, and a graph that was prepared for another width of blocks is taken
     * by the kernels and computed wrongly, without an error. So the prepared block, in the form in which it is linked,
     * has to answer as the portable one did without any optimisation.
     *
     * Inputs are drawn from a seed, so only answers are kept: every so many values, 2,048 of each output at most. They
     * are compared by their mean square, relative to that of the right answer: sums in another order stay below a
     * millionth, with 8 bits a code or two of difference below a hundredth, a wrong layout near one.
     */
    static final double FLOAT_TOLERANCE = 1e-4;
    static final double CODE_TOLERANCE = 5e-2;

    private static final int MAGIC = 0x41535431;
    private static final int MOST_VALUES = 2048;
    private static final int MOST_OUTPUTS = 64;
    private static final long MOST_ELEMENTS = 1 << 24;
    private static final long FREE_SIDE = 32;
    private static final long SEED = 20211025;

    private SelfTest() {}

    /** What a portable block answers, to be kept; empty if it cannot be tested. */
    static byte[] answers(byte[] portable) throws IOException {
        ModelProto model = ModelProto.parseFrom(portable);
        try (OpenSession session = OpenSession.plain("portable block", portable)) {
            Map<String, float[]> answers = run(session, model.getGraph());
            if (answers == null || answers.size() > MOST_OUTPUTS) {
                return new byte[0];
            }
            boolean codes = model.getGraph().getNodeList().stream()
                    .anyMatch(node -> node.getOpType().equals("QuantizeLinear"));
            ByteBuffer bytes = ByteBuffer.allocate(12
                            + answers.values().stream()
                                    .mapToInt(each -> 4 + 4 * each.length)
                                    .sum())
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(MAGIC).putInt(codes ? 1 : 0).putInt(answers.size());
            answers.values().forEach(values -> {
                bytes.putInt(values.length);
                for (float value : values) {
                    bytes.putFloat(value);
                }
            });
            return bytes.array();
        } catch (OrtException e) {
            // Extents that were made up may not suit it.
            return new byte[0];
        }
    }

    /**
     * How a prepared block answers otherwise than the portable one did, in words; null if it does not.
     *
     * @param folder its entry
     * @param root the folder that entries lie in
     */
    static @Nullable String mismatch(Path folder, Path root) throws IOException {
        byte[] kept = Files.readAllBytes(folder.resolve(PreparedEntry.SELF_TEST));
        if (kept.length == 0) {
            return null;
        }
        ModelProto prepared = ModelProto.parseFrom(Files.readAllBytes(folder.resolve(PreparedEntry.LINKED)));
        ModelProto linked = linked(prepared, folder);
        if (linked == null) {
            prepared = ModelProto.parseFrom(Files.readAllBytes(folder.resolve(PreparedEntry.GRAPH)));
            linked = linked(prepared, folder);
        }
        if (linked == null) {
            return null;
        }
        try (OpenSession session = OpenSession.linked("prepared block " + folder, linked.toByteArray(), root, 1)) {
            Map<String, float[]> answers = run(session, prepared.getGraph());
            return answers == null ? "it takes no input" : difference(ByteBuffer.wrap(kept), answers);
        } catch (OrtException e) {
            return "it cannot be run: " + e.getMessage();
        }
    }

    private static @Nullable ModelProto linked(ModelProto prepared, Path folder) {
        Set<String> reads = new LinkedHashSet<>();
        prepared.getGraph().getInputList().forEach(input -> reads.add(input.getName()));
        List<String> writes = new ArrayList<>();
        prepared.getGraph().getOutputList().forEach(output -> writes.add(output.getName()));
        String weights = folder.getFileName() + "/" + PreparedEntry.WEIGHTS;
        return Linker.link(List.of(new LinkPart(prepared, weights)), reads, writes)
                .model();
    }

    private static @Nullable String difference(ByteBuffer kept, Map<String, float[]> answers) throws IOException {
        kept.order(ByteOrder.LITTLE_ENDIAN);
        if (kept.remaining() < 12 || kept.getInt() != MAGIC) {
            throw new IOException("its self-test is damaged");
        }
        double tolerance = kept.getInt() == 1 ? CODE_TOLERANCE : FLOAT_TOLERANCE;
        if (kept.getInt() != answers.size()) {
            return "it has another number of outputs";
        }
        for (Map.Entry<String, float[]> answer : answers.entrySet()) {
            float[] actual = answer.getValue();
            if (kept.remaining() < 4 || kept.getInt() != actual.length || kept.remaining() < 4 * actual.length) {
                return "its output %s has another size".formatted(answer.getKey());
            }
            double error = 0;
            double norm = Float.MIN_NORMAL;
            for (float value : actual) {
                float expected = kept.getFloat();
                if (Float.compare(value, expected) != 0) {
                    double difference = (double) value - expected;
                    error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : error + difference * difference;
                }
                norm += Float.isFinite(expected) ? (double) expected * expected : 0;
            }
            if (Math.sqrt(error / norm) > tolerance) {
                return "its output %s is wrong by %.2g of its size".formatted(answer.getKey(), Math.sqrt(error / norm));
            }
        }
        return null;
    }

    /** Some of the values of every output, in the order of the graph; null if the graph cannot be tested. */
    private static @Nullable Map<String, float[]> run(OpenSession session, GraphProto graph) throws OrtException {
        Set<String> constants = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> constants.add(tensor.getName()));
        Map<String, OnnxTensor> feeds = new HashMap<>();
        try {
            int number = 0;
            for (ValueInfoProto input : graph.getInputList()) {
                if (constants.contains(input.getName())) {
                    continue;
                }
                Shape shape = shape(input);
                if (shape == null) {
                    return null;
                }
                feeds.put(input.getName(), OrtTensors.wrap(noise(shape, SEED + number++)));
            }
            Set<String> wanted = new LinkedHashSet<>();
            graph.getOutputList().forEach(output -> wanted.add(output.getName()));
            Map<String, float[]> answers = new LinkedHashMap<>();
            try (OrtSession.Result result = session.run(feeds, wanted, Map.of())) {
                for (String name : wanted) {
                    Object value = result.get(name).orElse(null);
                    if (!(value instanceof OnnxTensor tensor)
                            || OrtTensors.elementType(tensor.getInfo()) != ElementType.FLOAT32) {
                        return null;
                    }
                    answers.put(name, some(tensor.getFloatBuffer()));
                }
            }
            return answers;
        } finally {
            OrtTensors.closeAll(feeds.values());
        }
    }

    /** The shape of a float input, free extents made up; null for other inputs. */
    private static @Nullable Shape shape(ValueInfoProto input) {
        TensorShapeProto declared = input.getType().getTensorType().getShape();
        if (input.getType().getTensorType().getElemType() != TensorProto.DataType.FLOAT.getNumber()) {
            return null;
        }
        long[] dims = new long[declared.getDimCount()];
        long elements = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            long extent = declared.getDim(axis).getDimValue();
            dims[axis] = extent > 0 ? extent : axis == 0 ? 1 : FREE_SIDE;
            elements = dims[axis] > MOST_ELEMENTS ? MOST_ELEMENTS + 1 : elements * dims[axis];
            if (elements > MOST_ELEMENTS) {
                return null;
            }
        }
        return Shape.of(dims);
    }

    private static Tensor noise(Shape shape, long seed) {
        Random random = new Random(seed);
        Tensor tensor = Tensor.allocate(ElementType.FLOAT32, shape);
        FloatBuffer floats = tensor.floats();
        for (int i = 0; i < floats.limit(); i++) {
            floats.put(i, random.nextFloat());
        }
        return tensor;
    }

    private static float[] some(FloatBuffer values) {
        int step = Math.max(1, values.limit() / MOST_VALUES);
        float[] some = new float[Math.min(MOST_VALUES, values.limit() / step)];
        for (int i = 0; i < some.length; i++) {
            some[i] = values.get(i * step);
        }
        return some;
    }
}
