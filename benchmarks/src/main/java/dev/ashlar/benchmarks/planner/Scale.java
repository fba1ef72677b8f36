/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import java.time.Duration;
import java.util.List;

/**
 * How much is measured.
 *
 * @param raceSizes problems that every solver gets
 * @param raceSeeds how many of each size and tightness
 * @param raceLimit of every solver
 * @param proofs problems that are solved to proven optimality
 * @param proofSeeds how many of each
 * @param large problems that are too large for a proof, with how long may be searched
 * @param shared the same where streams share networks
 * @param largeSeeds how many of each
 * @param replans of each tightness
 * @param switches re-plans of each price of switching
 * @param audits random problems
 * @param solves to watch memory by
 */
record Scale(
        List<Size> raceSizes,
        int raceSeeds,
        Duration raceLimit,
        List<Size> proofs,
        int proofSeeds,
        List<Timed> large,
        List<Timed> shared,
        int largeSeeds,
        int replans,
        int switches,
        int audits,
        int solves) {

    /** A problem and how long may be searched. */
    record Timed(Size size, long millis) {}

    private static final Size SMALL = Size.unshared(1, 8, 6);

    /** All that the targets ask for. Searched is nine tenths of what a target allows: a limit is kept to within a tenth. */
    static final Scale FULL = new Scale(
            List.of(SMALL, Size.unshared(4, 8, 6), Size.unshared(8, 8, 6), Size.unshared(16, 8, 6)),
            3,
            Duration.ofSeconds(4),
            List.of(Size.unshared(16, 8, 6), Size.unshared(32, 10, 8)),
            6,
            List.of(new Timed(Size.unshared(100, 10, 8), 135), new Timed(Size.unshared(1000, 10, 8), 1350)),
            List.of(
                    new Timed(new Size(8, 3, 10, 8), 450),
                    new Timed(new Size(64, 8, 10, 8), 1800),
                    new Timed(new Size(1000, 12, 10, 8), 9000)),
            2,
            70,
            40,
            100_000,
            10_000);

    /** Enough to see that all works. */
    static final Scale SHORT = new Scale(
            List.of(SMALL, Size.unshared(4, 6, 4)),
            1,
            Duration.ofSeconds(3),
            List.of(Size.unshared(8, 8, 6)),
            1,
            List.of(new Timed(Size.unshared(100, 10, 8), 500)),
            List.of(new Timed(new Size(8, 3, 10, 8), 500)),
            1,
            5,
            5,
            500,
            300);
}
