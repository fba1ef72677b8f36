/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** The linear algebra of closed-form fits. */
@NullMarked
package dev.ashlar.blocks.math;

import org.jspecify.annotations.NullMarked;
