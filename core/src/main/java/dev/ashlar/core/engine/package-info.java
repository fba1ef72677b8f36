/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Ports to whatever runs graphs and blocks, and the values that cross them. */
@NullMarked
package dev.ashlar.core.engine;

import org.jspecify.annotations.NullMarked;
