/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Removing channels and refitting what reads them. */
@NullMarked
package dev.ashlar.blocks.prune;

import org.jspecify.annotations.NullMarked;
