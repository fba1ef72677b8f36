/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.unit.Argument;

/** The inverse of the normal distribution. */
final class NormalQuantile {
    /*
     * Rational approximation 26.2.23 of Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, off by less
     * than 4.5e-4: much less than anything that is estimated from twenty compositions.
     */
    private NormalQuantile() {}

    /** @param probability above 0 and below 1 */
    static double of(double probability) {
        Argument.require(
                probability > 0 && probability < 1,
                "The confidence (%s) must lie between 0 and 1, both excluded. Maybe 0.95.",
                probability);
        if (probability == 0.5) {
            return 0;
        }
        double tail = Math.min(probability, 1 - probability);
        double t = Math.sqrt(-2 * Math.log(tail));
        double quantile =
                t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        return probability < 0.5 ? -quantile : quantile;
    }
}
