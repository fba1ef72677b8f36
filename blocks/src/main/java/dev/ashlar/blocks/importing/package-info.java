/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** From an ONNX file to a graph in canonical form. */
@NullMarked
package dev.ashlar.blocks.importing;

import org.jspecify.annotations.NullMarked;
