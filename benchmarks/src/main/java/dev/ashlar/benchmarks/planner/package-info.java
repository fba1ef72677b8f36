/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** {@code ashlar bench planner}: the planner against other solvers on the same problems. */
@NullMarked
package dev.ashlar.benchmarks.planner;

import org.jspecify.annotations.NullMarked;
