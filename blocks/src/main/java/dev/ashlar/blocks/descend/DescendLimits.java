/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.unit.Bytes;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What making descendants may take of the machine. But for the number of images that the disk has room for, and
 * training that the time is too short for, it does not change what is made.
 *
 * @param jobs blocks worked on at once, each by one thread
 * @param cache most space for activations on disk
 * @param budget most time in all; strong levels are left out and training is shortened to keep it
 * @param folder where activations are kept while they are needed
 */
public record DescendLimits(int jobs, Bytes cache, Duration budget, Path folder) {
    private static final Bytes USUAL_CACHE = Bytes.ofMebi(8192);

    /** More than anything takes. */
    public static final Duration UNLIMITED = Duration.ofDays(36_500);

    public DescendLimits {
        Argument.require(jobs >= 1 && jobs <= 1024, "The number of jobs (%d) must lie between 1 and 1024.", jobs);
        Argument.require(!budget.isNegative() && !budget.isZero(), "The time (%s) must be above 0.", budget);
    }

    /** One job without a limit on time. */
    public static DescendLimits in(Path folder) {
        return new DescendLimits(1, USUAL_CACHE, UNLIMITED, folder);
    }

    public DescendLimits withJobs(int count) {
        return new DescendLimits(count, cache, budget, folder);
    }

    public DescendLimits withCache(Bytes most) {
        return new DescendLimits(jobs, most, budget, folder);
    }

    public DescendLimits withBudget(Duration most) {
        return new DescendLimits(jobs, cache, most, folder);
    }

    boolean isTimed() {
        return budget.compareTo(UNLIMITED) < 0;
    }
}
