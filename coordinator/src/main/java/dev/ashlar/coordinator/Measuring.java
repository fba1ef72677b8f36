/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.profile.CompositionJudge;
import dev.ashlar.core.unit.Argument;

/**
 * How plans in force are measured.
 *
 * @param judge of what they answer
 * @param cpuShare most of one processor that it may take, in the long run
 */
record Measuring(CompositionJudge judge, double cpuShare) {
    Measuring {
        Argument.requireInRange("share of a processor for measuring plans", cpuShare, 0, 1);
    }
}
