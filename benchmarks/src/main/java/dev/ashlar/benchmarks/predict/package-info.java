/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** How well what compositions are worth is predicted. */
@org.jspecify.annotations.NullMarked
package dev.ashlar.benchmarks.predict;
