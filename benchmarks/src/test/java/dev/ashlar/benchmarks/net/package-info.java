/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
@NullMarked
package dev.ashlar.benchmarks.net;

import org.jspecify.annotations.NullMarked;
