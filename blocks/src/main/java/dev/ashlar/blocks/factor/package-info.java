/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Replacing large layers by two thin ones. */
@NullMarked
package dev.ashlar.blocks.factor;

import org.jspecify.annotations.NullMarked;
