/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Images and the way from an image to a network input. */
@NullMarked
package dev.ashlar.core.image;

import org.jspecify.annotations.NullMarked;
