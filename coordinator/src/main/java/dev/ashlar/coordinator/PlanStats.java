/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

/**
 * What adapting has taken so far.
 *
 * @param adopted plans put in force
 * @param refused wishes that no plan could be made or opened for
 * @param blocksSwapped places of chains that got another descendant, new streams counted in full
 * @param bytesFetched footprint of blocks that were opened because they were not in memory
 * @param solving how long the planner took for each adopted plan
 * @param opening how long opening, joining and warming took for each adopted plan
 */
public record PlanStats(
        long adopted,
        long refused,
        long blocksSwapped,
        long bytesFetched,
        LatencySummary solving,
        LatencySummary opening) {}
