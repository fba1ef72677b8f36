/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

/**
 * A chain of a stream that shares no content, with all that it adds to a plan.
 *
 * @param column the chain
 * @param cost of accuracy, changes and fetching
 * @param loads what it takes of each load row
 * @param bytes what it takes of memory
 * @param reduced how much more it costs at the prices than the cheapest chain of its stream
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read in the innermost loops
record NearChain(Column column, double cost, double[] loads, long bytes, double reduced) {}
