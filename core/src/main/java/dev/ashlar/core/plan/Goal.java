/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

/** What makes one plan better than another. */
public enum Goal {
    /** The sum over streams of weight times accuracy, less the price of what changes. */
    WEIGHTED_SUM,
    /** The accuracy of the stream that has least, then the weighted sum. */
    MAX_MIN,
    /** The weighted sum of the streams of the highest priority, then that of the next one, and so on. */
    PRIORITY
}
