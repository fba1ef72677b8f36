/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Serves streams under a changing workload and budget. */
@NullMarked
package dev.ashlar.coordinator;

import org.jspecify.annotations.NullMarked;
