/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.Arrays;

/**
 * A chain that may serve a stream, with what it takes.
 *
 * @param mode how it is served
 * @param part of the mode
 * @param choices for each block
 * @param cost what its accuracy and its changes cost; content aside
 * @param nanos time of its blocks
 * @param drops their sum
 * @param ownBytes memory of its session
 * @param loads what it takes of each load row
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and read in the innermost loops
record Column(
        Mode mode, Part part, int[] choices, double cost, long nanos, double drops, long ownBytes, double[] loads) {

    static Column of(Mode mode, Part part, int[] choices) {
        long nanos = 0;
        double drops = 0;
        double changes = 0;
        double energy = 0;
        long own = mode.model().activationBytes();
        for (int b = 0; b < choices.length; b++) {
            int v = choices[b];
            nanos += part.nanos[b][v];
            drops += part.drops[b][v];
            changes += part.changes[b][v];
            energy += part.nanojoules[b][v];
            own += part.ownBytes[b][v];
        }
        double[] loads = new double[mode.perNano().length];
        for (int r = 0; r < loads.length; r++) {
            loads[r] = (mode.model().fixedNanos() + nanos) * mode.perNano()[r] + energy * mode.perNanojoule()[r];
        }
        double cost = mode.accuracyCost(part, choices, drops) + changes;
        return new Column(mode, part, choices.clone(), cost, nanos, drops, own, loads);
    }

    /** This chain with another choice for one block. */
    Column with(int block, int choice) {
        int[] changed = choices.clone();
        changed[block] = choice;
        return of(mode, part, changed);
    }

    /** Whether it is the same chain of the same part. */
    boolean isSameAs(Column other) {
        return part.equals(other.part)
                && mode.period().equals(other.mode.period())
                && Arrays.equals(choices, other.choices);
    }
}
