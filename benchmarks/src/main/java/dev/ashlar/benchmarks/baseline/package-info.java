/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** The recipes that Ashlar is compared with, and networks trained from scratch. */
@NullMarked
package dev.ashlar.benchmarks.baseline;

import org.jspecify.annotations.NullMarked;
