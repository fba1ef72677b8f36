/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Longer measurements. */
@NullMarked
package dev.ashlar.benchmarks;

import org.jspecify.annotations.NullMarked;
