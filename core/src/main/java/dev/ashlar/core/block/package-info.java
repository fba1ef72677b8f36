/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Blocks, their descendants, and the catalog that lists them for one network. */
@NullMarked
package dev.ashlar.core.block;

import org.jspecify.annotations.NullMarked;
