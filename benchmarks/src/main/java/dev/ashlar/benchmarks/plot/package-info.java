/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Plots as SVG. */
@NullMarked
package dev.ashlar.benchmarks.plot;

import org.jspecify.annotations.NullMarked;
