/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** {@code ashlar bench engine}: linked plans against whole networks, chains of sessions and other engines. */
@NullMarked
package dev.ashlar.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
