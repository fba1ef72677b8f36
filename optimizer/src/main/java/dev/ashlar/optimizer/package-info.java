/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Planners on OR-Tools. */
@NullMarked
package dev.ashlar.optimizer;

import org.jspecify.annotations.NullMarked;
