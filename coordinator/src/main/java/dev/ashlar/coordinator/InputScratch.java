/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.unit.Argument;
import org.jspecify.annotations.Nullable;

/**
 * Turns one stream's frames into inputs of its network, in one tensor that is used again for every frame.
 *
 * <p><b>Threading</b>: one frame at a time; the input of a frame is overwritten by the next one.
 *
 * <p><b>Failure</b>: a frame that cannot be an input of the network throws {@link IllegalArgumentException}.
 */
final class InputScratch {
    private @Nullable TensorSpec input;
    private @Nullable Preprocessing preprocessing;
    private @Nullable Resampler resampler;
    private @Nullable Tensor tensor;

    /** The input that a frame becomes: the frame's own tensor, or the scratch tensor with its image. */
    Tensor prepare(Frame frame, BlockCatalog catalog) {
        return frame.content()
                .fold(picture -> resample(picture.image(), catalog), given -> check(given.tensor(), catalog));
    }

    private static Tensor check(Tensor given, BlockCatalog catalog) {
        TensorSpec wanted = catalog.input();
        Argument.require(
                given.type() == wanted.type() && given.shape().equals(wanted.nominal()),
                "The frame (%s) must be the input of %s, %s %s. Maybe submit it as an image.",
                given,
                catalog.model(),
                wanted.type(),
                wanted.nominal());
        return given;
    }

    private Tensor resample(PackedImage image, BlockCatalog catalog) {
        TensorSpec wanted = catalog.input();
        Tensor target = tensor;
        Resampler from = resampler;
        if (target == null
                || from == null
                || !wanted.equals(input)
                || !catalog.preprocessing().equals(preprocessing)) {
            requireImages(catalog);
            Shape shape = wanted.nominal();
            from = new Resampler(catalog.preprocessing(), (int) shape.dim(3), (int) shape.dim(2));
            target = Tensor.allocate(wanted.type(), shape);
            input = wanted;
            preprocessing = catalog.preprocessing();
            resampler = from;
            tensor = target;
        }
        from.resample(image, target.floats(), 0);
        return target;
    }

    private static void requireImages(BlockCatalog catalog) {
        TensorSpec wanted = catalog.input();
        Shape shape = wanted.nominal();
        Argument.require(
                wanted.type() == ElementType.FLOAT32
                        && shape.rank() == 4
                        && shape.dim(0) == 1
                        && shape.dim(1) == catalog.preprocessing().order().channels(),
                "The network %s cannot be fed one image: its input is %s %s. Maybe submit tensors.",
                catalog.model(),
                wanted.type(),
                shape);
    }
}
