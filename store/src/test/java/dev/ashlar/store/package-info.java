/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Tests of the store. */
@NullMarked
package dev.ashlar.store;

import org.jspecify.annotations.NullMarked;
