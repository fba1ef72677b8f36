/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.Preprocessing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an ONNX file does not say about its network.
 *
 * @param model its name in the store
 * @param nominal input size to profile and serve at; null for the declared one, with 1 for a free batch and 224 for free
 *     sides
 * @param preprocessing from images to the input; null for bytes divided by 255 in RGB order
 * @param outputKind what the outputs mean; null to go by their shape
 * @param labels names of the classes, or none
 * @param weightSeed of random weights for those that the file leaves open; null to leave them open
 */
public record ImportOptions(
        ModelId model,
        @Nullable Shape nominal,
        @Nullable Preprocessing preprocessing,
        @Nullable OutputKind outputKind,
        List<String> labels,
        @Nullable Long weightSeed) {
    public ImportOptions {
        labels = List.copyOf(labels);
    }

    /** Options for a file that leaves no weights open. */
    public ImportOptions(
            ModelId model,
            @Nullable Shape nominal,
            @Nullable Preprocessing preprocessing,
            @Nullable OutputKind outputKind,
            List<String> labels) {
        this(model, nominal, preprocessing, outputKind, labels, null);
    }

    /** Everything but the name as the file says. */
    public static ImportOptions named(String model) {
        return new ImportOptions(new ModelId(model), null, null, null, List.of());
    }
}
