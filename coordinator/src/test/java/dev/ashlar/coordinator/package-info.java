/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Tests of the coordinator, and the fakes they run on. */
@NullMarked
package dev.ashlar.coordinator;

import org.jspecify.annotations.NullMarked;
