/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** What all measurements share: processor time, its ledger, and the exception of the benchmarks. */
@NullMarked
package dev.ashlar.benchmarks.common;

import org.jspecify.annotations.NullMarked;
