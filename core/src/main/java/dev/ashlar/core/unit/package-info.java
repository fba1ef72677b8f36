/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Units, time and the grammar of argument checks. */
@NullMarked
package dev.ashlar.core.unit;

import org.jspecify.annotations.NullMarked;
