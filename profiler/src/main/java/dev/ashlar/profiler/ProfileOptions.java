/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.unit.Argument;

/**
 * How carefully a network is measured.
 *
 * @param rounds runs that are timed for each descendant
 * @param images that quality is judged on
 * @param seed for the record; nothing here is random
 */
public record ProfileOptions(int rounds, int images, long seed) {
    public static final ProfileOptions DEFAULT = new ProfileOptions(100, 100, 1);

    public ProfileOptions {
        Argument.require(rounds >= 10 && rounds <= 1_000_000, "The rounds (%d) must lie between 10 and 1e6.", rounds);
        Argument.require(images >= 1 && images <= 1_000_000, "The images (%d) must lie between 1 and 1e6.", images);
    }

    public ProfileOptions withRounds(int count) {
        return new ProfileOptions(count, images, seed);
    }

    public ProfileOptions withImages(int count) {
        return new ProfileOptions(rounds, count, seed);
    }
}
