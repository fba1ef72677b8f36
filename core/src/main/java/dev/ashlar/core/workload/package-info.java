/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** The streams to be served and the budget to serve them in. */
@NullMarked
package dev.ashlar.core.workload;

import org.jspecify.annotations.NullMarked;
