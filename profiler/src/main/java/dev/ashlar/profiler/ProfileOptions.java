/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.unit.Argument;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How carefully a network is measured.
 *
 * @param rounds runs that are timed for each descendant
 * @param images that quality is judged on at most
 * @param patience how long judging quality may take, about: where that is too short for all images, there are fewer, but
 *     not below 100
 * @param compositions that are measured to learn from, besides half as many to check what was learnt, and at most as
 *     many that planners are likely to choose
 * @param metric the name of the metric of quality, or null for the usual one
 * @param seed of the compositions
 */
public record ProfileOptions(
        int rounds, int images, Duration patience, int compositions, @Nullable String metric, long seed) {
    /** With it a network of 8 blocks of 8 descendants takes at most 5 minutes on 2 cores. */
    public static final ProfileOptions DEFAULT = new ProfileOptions(100, 4000, Duration.ofSeconds(200), 20, null, 1);

    /** At most half a minute on 2 cores. */
    public static final ProfileOptions QUICK = new ProfileOptions(20, 500, Duration.ofSeconds(12), 12, null, 1);

    public ProfileOptions {
        Argument.require(rounds >= 10 && rounds <= 1_000_000, "The rounds (%d) must lie between 10 and 1e6.", rounds);
        Argument.require(images >= 1 && images <= 1_000_000, "The images (%d) must lie between 1 and 1e6.", images);
        Argument.require(
                !patience.isNegative() && patience.compareTo(Duration.ofDays(1)) <= 0,
                "The time to judge quality (%s) must lie between none and a day.",
                patience);
        Argument.require(
                compositions >= 0 && compositions <= 10_000,
                "The compositions to measure (%d) must lie between 0 and 10,000. Maybe 20.",
                compositions);
    }

    public ProfileOptions withRounds(int count) {
        return new ProfileOptions(count, images, patience, compositions, metric, seed);
    }

    public ProfileOptions withImages(int count) {
        return new ProfileOptions(rounds, count, patience, compositions, metric, seed);
    }

    public ProfileOptions withPatience(Duration time) {
        return new ProfileOptions(rounds, images, time, compositions, metric, seed);
    }

    public ProfileOptions withCompositions(int count) {
        return new ProfileOptions(rounds, images, patience, count, metric, seed);
    }

    public ProfileOptions withSeed(long other) {
        return new ProfileOptions(rounds, images, patience, compositions, metric, other);
    }

    public ProfileOptions withMetric(@Nullable String name) {
        return new ProfileOptions(rounds, images, patience, compositions, name, seed);
    }
}
