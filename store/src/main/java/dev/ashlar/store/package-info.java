/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** Plain files: manifests, descendants, profiles and data sets. */
@NullMarked
package dev.ashlar.store;

import org.jspecify.annotations.NullMarked;
