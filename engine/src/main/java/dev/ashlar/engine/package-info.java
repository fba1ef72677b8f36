/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Blocks and graphs on ONNX Runtime. */
@NullMarked
package dev.ashlar.engine;

import org.jspecify.annotations.NullMarked;
