/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Rounding weights and activations to 8 bits. */
@NullMarked
package dev.ashlar.blocks.quantize;

import org.jspecify.annotations.NullMarked;
