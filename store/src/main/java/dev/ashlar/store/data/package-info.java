/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Readers of labelled and unlabelled images. */
@NullMarked
package dev.ashlar.store.data;

import org.jspecify.annotations.NullMarked;
