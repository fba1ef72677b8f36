/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import dev.ashlar.core.image.PackedImage;
import java.util.function.Function;

/**
 * What a camera hands over: an image of any size, or a tensor that already is the network's input. The buffer stays the
 * caller's and must not change until the frame's outcome is there.
 *
 * @param captureNanos when it was taken, on the clock of {@code System.nanoTime()}; its deadline counts from here
 * @param content what was taken
 */
public record Frame(long captureNanos, Content content) {

    /** A frame taken now. */
    public static Frame of(PackedImage image) {
        return new Frame(System.nanoTime(), new Picture(image));
    }

    /** A frame taken now. */
    public static Frame of(Tensor input) {
        return new Frame(System.nanoTime(), new Input(input));
    }

    /** What was taken. */
    public sealed interface Content {

        /** Folds the kind; the compiler holds every caller to all of them. */
        <R> R fold(Function<Picture, R> picture, Function<Input, R> input);
    }

    /**
     * An image that the network's preprocessing turns into its input.
     *
     * @param image of any size
     */
    public record Picture(PackedImage image) implements Content {
        @Override
        public <R> R fold(Function<Picture, R> picture, Function<Input, R> input) {
            return picture.apply(this);
        }
    }

    /**
     * A tensor of exactly the network's input shape.
     *
     * @param tensor preprocessed by the caller
     */
    public record Input(Tensor tensor) implements Content {
        @Override
        public <R> R fold(Function<Picture, R> picture, Function<Input, R> input) {
            return input.apply(this);
        }
    }
}
