/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.workload;

import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.unit.Bytes;

/**
 * What all streams together may use.
 *
 * @param memory for weights, repacked weights and activations
 * @param cpuCores processor time per second, in cores; above 0
 * @param watts energy per second of the blocks whose energy was measured, above 0; infinite for no such budget
 */
public record ResourceBudget(Bytes memory, double cpuCores, double watts) {
    public ResourceBudget {
        Argument.require(watts > 0, "The energy budget (%s W) must be above 0. Maybe leave it out.", watts);
        Argument.require(
                cpuCores > 0 && cpuCores <= 4096,
                "The CPU budget (%s cores) must be above 0 and at most 4096. Maybe it was meant in cores, not in percent.",
                cpuCores);
    }

    /** A budget that does not heed energy. */
    public ResourceBudget(Bytes memory, double cpuCores) {
        this(memory, cpuCores, Double.POSITIVE_INFINITY);
    }

    public ResourceBudget withMemory(Bytes other) {
        return new ResourceBudget(other, cpuCores, watts);
    }

    public ResourceBudget withCpuCores(double other) {
        return new ResourceBudget(memory, other, watts);
    }

    public ResourceBudget withWatts(double other) {
        return new ResourceBudget(memory, cpuCores, other);
    }
}
