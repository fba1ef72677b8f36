/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.core.quality.ImageSet;

/** Images of one kind of source, safe for use by many threads. */
interface Samples {

    /** How many. */
    int size();

    /** The image at {@code index}, from 0; equal for equal indices. */
    ImageSet.Sample sample(int index);

    /** The file that holds the image at {@code index}, for messages. */
    String place(int index);
}
