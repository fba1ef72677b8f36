/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
@NullMarked
package dev.ashlar.benchmarks.planner;

import org.jspecify.annotations.NullMarked;
