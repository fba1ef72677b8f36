/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

/** What the outputs of a network mean, as far as judging them needs to know. */
public enum OutputKind {
    /** One score per class, {@code (batch, class)}; the highest wins. */
    CLASSES,
    /** One probability per place, {@code (batch, 1, height, width)}. */
    PROBABILITY_MAP,
    /** Numbers to be met as they are: embeddings, images, raw detector heads. */
    VALUES
}
