/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** What is known of the networks of a store, as a page, as JSON and as CSV. */
@NullMarked
package dev.ashlar.cli.offline.report;

import org.jspecify.annotations.NullMarked;
