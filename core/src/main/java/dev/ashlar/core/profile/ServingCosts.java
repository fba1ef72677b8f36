/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.unit.Argument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What serving a network costs beyond what its blocks take alone, on one thread.
 *
 * @param slowdowns by how much a frame of the network takes longer while it is computed where 1, 2, ... networks run at
 *     the same time, those beyond the cores in turn with the others: 1 first, never falling
 * @param threads the chain of originals where each run computes on 1, 2, ... threads
 * @param descendants in any order; may lack some
 * @param linking what linked compositions take beyond the times of their descendants, or null if that was not measured
 */
public record ServingCosts(
        List<Double> slowdowns,
        List<LatencyProfile> threads,
        List<DescendantCosts> descendants,
        @Nullable LinkCosts linking) {
    private static final double MOST_SLOWDOWN = 100;

    public ServingCosts {
        slowdowns = List.copyOf(slowdowns);
        threads = List.copyOf(threads);
        descendants = List.copyOf(descendants);
        double last = 1;
        for (double slowdown : slowdowns) {
            Argument.require(
                    slowdown >= last && slowdown <= MOST_SLOWDOWN,
                    "The slow-downs (%s) must begin with 1, must not fall, and be at most 100.",
                    slowdowns);
            last = slowdown;
        }
        Argument.require(
                slowdowns.isEmpty() || slowdowns.get(0) == 1,
                "The slow-downs (%s) must begin with 1: a network alone is as fast as alone.",
                slowdowns);
    }

    /** Costs of a network of whose linked compositions nothing was measured. */
    public ServingCosts(List<Double> slowdowns, List<LatencyProfile> threads, List<DescendantCosts> descendants) {
        this(slowdowns, threads, descendants, null);
    }

    /** By how much a frame takes longer where so many networks run at the same time; 1 where nothing was measured. */
    public double slowdown(int atOnce) {
        return slowdowns.isEmpty() || atOnce < 1 ? 1 : slowdowns.get(Math.min(atOnce, slowdowns.size()) - 1);
    }

    /** The costs of a descendant as it is now, or null if they were not measured. */
    public @Nullable DescendantCosts find(BlockId block, Descendant descendant) {
        for (DescendantCosts each : descendants) {
            if (each.block().equals(block)
                    && each.descendant().equals(descendant.id())
                    && each.digest().equals(descendant.digest())) {
                return each;
            }
        }
        return null;
    }
}
