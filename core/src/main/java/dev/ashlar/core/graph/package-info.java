/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** A network as operators and tensors, without its weights. */
@NullMarked
package dev.ashlar.core.graph;

import org.jspecify.annotations.NullMarked;
