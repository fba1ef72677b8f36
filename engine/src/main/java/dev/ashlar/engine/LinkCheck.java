/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.TensorSpec;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares what a chain answers with what ONNX Runtime makes of the same composition as one network. */
final class LinkCheck {
    /*
     * Linked graphs are put together from graphs that were optimised apart, so what ONNX Runtime makes of the whole is
     * an independent witness. Float networks came out equal to the last bit wherever this was measured; a hundred
     * thousandth leaves room for sums in another order. With 8 bits one step of a code is a few thousandths of the
     * range, and ONNX Runtime may round a tie the other way where it orders operations otherwise; what a wrong layout
     * or scale does is far beyond both.
     */
    static final double FLOAT_TOLERANCE = 1e-4;
    static final double CODE_TOLERANCE = 2e-2;

    private static final Logger LOG = LoggerFactory.getLogger(LinkCheck.class);

    private LinkCheck() {}

    /** What differs, in words; null if nothing does, or if the composition cannot be run as one network. */
    static @Nullable String mismatch(BlockCatalog catalog, LoadedChain chain, List<BlockFile> files, Tensor input) {
        byte[] whole;
        try {
            whole = ComposedModel.of(catalog, files);
        } catch (EngineException e) {
            LOG.info("{} cannot be compared with the whole network: {}", chain.chain(), e.getMessage());
            return null;
        }
        List<String> names = catalog.outputs().stream().map(TensorSpec::name).toList();
        Map<String, Tensor> expected;
        try (var graph = new OrtGraphRunner().load(whole)) {
            expected = graph.run(Map.of(catalog.input().name(), input), names);
        }
        List<Tensor> actual = chain.run(input);
        double tolerance = hasCodes(whole) ? CODE_TOLERANCE : FLOAT_TOLERANCE;
        for (int i = 0; i < names.size(); i++) {
            double distance = distance(actual.get(i), Objects.requireNonNull(expected.get(names.get(i))));
            if (distance > tolerance) {
                return String.format(
                        Locale.ROOT,
                        "The output %s of %s differs from that of the whole network by %.2g of its greatest value,"
                                + " more than %.0e.",
                        names.get(i),
                        chain.chain(),
                        distance,
                        tolerance);
            }
        }
        return null;
    }

    private static boolean hasCodes(byte[] whole) {
        return Linker.operators(whole).contains("QuantizeLinear");
    }

    /** The greatest difference relative to the greatest value; infinite where types, shapes or what is a number differ. */
    static double distance(Tensor actual, Tensor expected) {
        if (actual.type() != expected.type() || !actual.shape().equals(expected.shape())) {
            return Double.POSITIVE_INFINITY;
        }
        if (actual.type() != ElementType.FLOAT32) {
            return actual.data().equals(expected.data()) ? 0 : Double.POSITIVE_INFINITY;
        }
        FloatBuffer left = actual.floats();
        FloatBuffer right = expected.floats();
        double greatest = Float.MIN_NORMAL;
        double apart = 0;
        for (int i = 0; i < left.limit(); i++) {
            float a = left.get(i);
            float b = right.get(i);
            if (Float.compare(a, b) != 0) {
                double difference = Math.abs((double) a - b);
                apart = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(apart, difference);
            }
            greatest = Float.isFinite(b) ? Math.max(greatest, Math.abs(b)) : greatest;
        }
        return apart / greatest;
    }
}
