/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/** What kind of trouble an {@link Alert} tells of. What was in force goes on in every case. */
public enum AlertCode {
    /** A block of the next plan could not be opened: its file, the cache folder, the disk, or memory. */
    OPEN_FAILED,
    /** The blocks of a network could not be joined. */
    JOIN_FAILED,
    /** The first run of a network that was just joined threw. */
    FIRST_RUN_FAILED,
    /** The first run of a network that was just joined answered with what is not a number. */
    NOT_A_NUMBER,
    /** A linked network answers a real frame otherwise than its blocks should; it runs block by block from now on. */
    LINK_MISMATCH,
    /** The process has grown by more than the memory budget; plans have to do with less. */
    MEMORY_EXCEEDED,
    /** The planner has to do without something, like a library that cannot be loaded; plans are made all the same. */
    PLANNER_IMPAIRED,
    /** Frames of a stream fail; told once until one of them is served again. */
    FRAMES_FAIL,
    /** What a plan in force is worth cannot be measured, or not be kept. */
    MEASURING_FAILED
}
