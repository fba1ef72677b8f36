/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Tests of the data-set readers. */
@NullMarked
package dev.ashlar.store.data;

import org.jspecify.annotations.NullMarked;
