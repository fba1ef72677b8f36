/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
@NullMarked
package dev.ashlar.cli.plan;

import org.jspecify.annotations.NullMarked;
