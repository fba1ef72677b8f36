/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Commands of the offline stage, absent where the class path serves only. */
@NullMarked
package dev.ashlar.cli.offline;

import org.jspecify.annotations.NullMarked;
