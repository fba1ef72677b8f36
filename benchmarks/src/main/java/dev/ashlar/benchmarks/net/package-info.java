/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Whole networks and blocks as differentiable functions in PyTorch, batch normalisation in training mode included. */
@NullMarked
package dev.ashlar.benchmarks.net;

import org.jspecify.annotations.NullMarked;
