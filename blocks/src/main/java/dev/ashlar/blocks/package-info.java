/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** The offline stage: from an ONNX file to blocks and their descendants. */
@NullMarked
package dev.ashlar.blocks;

import org.jspecify.annotations.NullMarked;
