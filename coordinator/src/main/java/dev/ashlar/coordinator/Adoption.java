/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.plan.Plan;

/**
 * What it took to put a plan in force.
 *
 * @param plan the plan, at its revision
 * @param bytesFetched footprint of blocks that were opened for it
 * @param openNanos from its arrival at the switch thread until it was ready to be in force
 */
record Adoption(Plan plan, long bytesFetched, long openNanos) {}
