/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** What the tests of several modules share. */
@NullMarked
package dev.ashlar.core.testing;

import org.jspecify.annotations.NullMarked;
