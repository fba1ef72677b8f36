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
 */
public record ResourceBudget(Bytes memory, double cpuCores) {
    public ResourceBudget {
        Argument.require(
                cpuCores > 0 && cpuCores <= 4096,
                "The CPU budget (%s cores) must be above 0 and at most 4096. Maybe it was meant in cores, not in percent.",
                cpuCores);
    }

    public ResourceBudget withMemory(Bytes other) {
        return new ResourceBudget(other, cpuCores);
    }

    public ResourceBudget withCpuCores(double other) {
        return new ResourceBudget(memory, other);
    }
}
