/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** What was measured of blocks and descendants, and where each number comes from. */
@NullMarked
package dev.ashlar.core.profile;

import org.jspecify.annotations.NullMarked;
