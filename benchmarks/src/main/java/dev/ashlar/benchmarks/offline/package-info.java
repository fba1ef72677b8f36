/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** The benchmark of the offline stage. */
@NullMarked
package dev.ashlar.benchmarks.offline;

import org.jspecify.annotations.NullMarked;
