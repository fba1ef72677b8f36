/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** ONNX files as values: reading, writing and looking things up. */
@NullMarked
package dev.ashlar.blocks.onnx;

import org.jspecify.annotations.NullMarked;
