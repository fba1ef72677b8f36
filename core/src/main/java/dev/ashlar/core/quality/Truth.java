/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.quality;

import dev.ashlar.core.unit.Argument;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** What is known about an image. */
public sealed interface Truth {

    /** Nothing is known. */
    Truth NONE = new None();

    /** Folds the kind; the compiler holds every caller to all of them. */
    <R> R fold(Supplier<R> none, Function<Label, R> label, Function<Boxes, R> boxes);

    /** Nothing is known. */
    record None() implements Truth {
        @Override
        public <R> R fold(Supplier<R> none, Function<Label, R> label, Function<Boxes, R> boxes) {
            return none.get();
        }
    }

    /**
     * The class of the whole image.
     *
     * @param index from 0
     */
    record Label(int index) implements Truth {
        public Label {
            Argument.require(index >= 0, "The class (%d) of an image cannot be negative.", index);
        }

        @Override
        public <R> R fold(Supplier<R> none, Function<Label, R> label, Function<Boxes, R> boxes) {
            return label.apply(this);
        }
    }

    /**
     * Where the things to be found lie.
     *
     * @param boxes one for each thing
     */
    record Boxes(List<Box> boxes) implements Truth {
        public Boxes {
            boxes = List.copyOf(boxes);
        }

        @Override
        public <R> R fold(Supplier<R> none, Function<Label, R> label, Function<Boxes, R> boxes) {
            return boxes.apply(this);
        }
    }
}
