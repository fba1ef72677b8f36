/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

/** Hears how far a measurement has come; called on the thread that measures, between measurements. */
@FunctionalInterface
public interface ProfileProgress {
    /** Hears nothing. */
    ProfileProgress SILENT = (what, done, total) -> {};

    /**
     * Hears of a step.
     *
     * @param what is being measured now, for people
     * @param done units of work behind, never falling
     * @param total units of work in all
     */
    void at(String what, long done, long total);
}
