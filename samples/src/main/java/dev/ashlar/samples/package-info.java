/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Small programs that use Ashlar. */
@NullMarked
package dev.ashlar.samples;

import org.jspecify.annotations.NullMarked;
