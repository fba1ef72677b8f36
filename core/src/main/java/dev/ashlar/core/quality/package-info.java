/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** How well an output does: metrics, ground truth and decoders. */
@NullMarked
package dev.ashlar.core.quality;

import org.jspecify.annotations.NullMarked;
