/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** What all commands have in common: the store, progress, refusals of option values and exit codes. */
@NullMarked
package dev.ashlar.cli.common;

import org.jspecify.annotations.NullMarked;
