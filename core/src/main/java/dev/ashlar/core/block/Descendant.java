/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.unit.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block that can stand in for another: same input and output tensors, other inside. The original is one of them.
 *
 * @param id unique in its block
 * @param compressions what was done to the original, in order; empty for the original
 * @param digest SHA-256 of the portable ONNX file
 * @param fileBytes size of that file
 * @param weightBytes bytes of its constant tensors
 * @param macs multiply-accumulates at the nominal shape
 * @param featureError relative error of its output against the original's on samples that it was not fitted to: the
 *     root of the mean squared difference over the root mean square of the original's output; 0 for the original
 * @param recipe how it was made: everything that decided the result, so that equal recipes make equal descendants
 */
public record Descendant(
        DescendantId id,
        List<Compression> compressions,
        Digest digest,
        long fileBytes,
        long weightBytes,
        long macs,
        double featureError,
        String recipe) {
    public Descendant {
        compressions = List.copyOf(compressions);
        Argument.require(
                fileBytes >= 0 && weightBytes >= 0 && macs >= 0, "The sizes of descendant %s cannot be negative.", id);
        Argument.require(
                Double.isFinite(featureError) && featureError >= 0,
                "The feature error (%s) of descendant %s must be a number of 0 or more.",
                featureError,
                id);
        Argument.require(
                id.equals(DescendantId.ORIGINAL) == compressions.isEmpty(),
                "Exactly the original has no compression; descendant %s has %d.",
                id,
                compressions.size());
    }

    public boolean isOriginal() {
        return compressions.isEmpty();
    }

    /** Whether it computes in 8 bits. */
    public boolean isEightBit() {
        return compressions.stream().anyMatch(Compression.Int8.class::isInstance);
    }

    /** The one composition that this descendant belongs to, or null if it goes with any of the others. */
    public Compression.@Nullable Polish polish() {
        for (Compression compression : compressions) {
            if (compression instanceof Compression.Polish polish) {
                return polish;
            }
        }
        return null;
    }
}
