/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** The domain of Ashlar: values, ports and pure rules. Nothing here logs, blocks or starts a thread. */
@NullMarked
package dev.ashlar.core;

import org.jspecify.annotations.NullMarked;
