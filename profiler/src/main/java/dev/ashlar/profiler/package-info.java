/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Measures descendants on the machine that will run them. */
@NullMarked
package dev.ashlar.profiler;

import org.jspecify.annotations.NullMarked;
