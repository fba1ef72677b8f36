/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;

/**
 * What is asked: the streams and what they may use.
 *
 * @param workload its revision rises with every change of the streams or of the budget
 * @param budget for all streams together
 */
record ControlState(Workload workload, ResourceBudget budget) {

    long revision() {
        return workload.revision();
    }

    ControlState with(StreamSpec stream) {
        return new ControlState(workload.with(stream), budget);
    }

    ControlState with(ResourceBudget other) {
        return new ControlState(new Workload(workload.revision() + 1, workload.streams()), other);
    }
}
