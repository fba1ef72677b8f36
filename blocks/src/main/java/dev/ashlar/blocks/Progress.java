/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks;

/**
 * Hears how far a long job has come.
 *
 * <p><b>Threading</b>: called on the thread that works, between steps.
 */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress SILENT = (what, done, total) -> {};

    /**
     * Hears of a step.
     *
     * @param what is being done now, for people
     * @param done units of work behind, never falling
     * @param total units of work in all
     */
    void at(String what, long done, long total);
}
