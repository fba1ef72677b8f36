/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** The choice of one descendant per block for all streams, and the rules a plan must keep. */
@NullMarked
package dev.ashlar.core.plan;

import org.jspecify.annotations.NullMarked;
