/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** The demo: a wall of cameras that look at signs, served while everything changes. */
@NullMarked
package dev.ashlar.cli.demo;

import org.jspecify.annotations.NullMarked;
