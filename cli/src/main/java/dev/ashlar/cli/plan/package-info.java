/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** {@code ashlar plan}: planning problems in files, and their answers. */
@NullMarked
package dev.ashlar.cli.plan;

import org.jspecify.annotations.NullMarked;
