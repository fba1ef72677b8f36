/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Making and judging the descendants of every block. */
@NullMarked
package dev.ashlar.blocks.descend;

import org.jspecify.annotations.NullMarked;
