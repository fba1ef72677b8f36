/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.net;

import dev.ashlar.core.graph.Shape;
import java.util.Map;

/** Tensors of many images, one row each. */
public interface Rows {

    /** How many images. */
    int size();

    /** Shapes of one image, batch 1, by the name of the tensor. */
    Map<String, Shape> shapes();

    /** The numbers of one image; not to be written to. */
    float[] row(String tensor, int image);
}
