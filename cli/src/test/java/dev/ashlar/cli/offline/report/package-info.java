/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Reports. */
@NullMarked
package dev.ashlar.cli.offline.report;

import org.jspecify.annotations.NullMarked;
