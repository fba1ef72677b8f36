/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

/** Why an accepted frame was not served (I7: every drop has a name). */
public enum DropReason {
    /** A newer frame of the stream came while this one waited. */
    SUPERSEDED,
    /** Its deadline passed before its turn came, or while it waited between two segments. */
    EXPIRED,
    /** The plan in force does not serve its stream. */
    PAUSED,
    /** The plan in force serves its stream at a lower rate, and the turn of the next frame had not come. */
    SURPLUS,
    /** Its stream was closed while it waited. */
    CLOSED
}
