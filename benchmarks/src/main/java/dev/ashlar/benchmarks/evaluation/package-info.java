/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Compositions, their accuracy, and what can be said of differences. */
@NullMarked
package dev.ashlar.benchmarks.evaluation;

import org.jspecify.annotations.NullMarked;
