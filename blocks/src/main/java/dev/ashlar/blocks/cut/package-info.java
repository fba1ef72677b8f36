/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Where a network is cut into blocks. */
@NullMarked
package dev.ashlar.blocks.cut;

import org.jspecify.annotations.NullMarked;
