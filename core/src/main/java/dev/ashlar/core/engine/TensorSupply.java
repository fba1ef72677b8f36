/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;

/** Where an engine takes the tensors from that it writes outputs into: new ones, or a {@link TensorPool}'s. */
@FunctionalInterface
public interface TensorSupply {

    /** A tensor for whoever asks alone; what is in it is not said. */
    Tensor take(ElementType type, Shape shape);
}
