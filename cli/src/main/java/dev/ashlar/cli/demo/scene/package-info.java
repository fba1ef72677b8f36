/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** What the cameras of the demo see: rendered scenes whose truth is known, or real footage. */
@NullMarked
package dev.ashlar.cli.demo.scene;

import org.jspecify.annotations.NullMarked;
