/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** What serving costs: switches under load, overload, the scheduler itself. */
@NullMarked
package dev.ashlar.benchmarks.serving;

import org.jspecify.annotations.NullMarked;
