/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.workload;

/** What becomes of a frame whose deadline has passed before its turn comes, or between two segments. */
public enum LateFramePolicy {
    /** It is dropped and counted as expired: nobody wants it any more. */
    DROP,
    /** It is served and counted as late. */
    SERVE
}
