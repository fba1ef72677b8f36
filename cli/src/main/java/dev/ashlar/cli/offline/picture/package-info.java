/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Drawn pictures of networks and their blocks. */
@NullMarked
package dev.ashlar.cli.offline.picture;

import org.jspecify.annotations.NullMarked;
