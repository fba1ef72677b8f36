/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Training descendants to imitate the blocks they stand in for. */
@NullMarked
package dev.ashlar.blocks.retrain;

import org.jspecify.annotations.NullMarked;
