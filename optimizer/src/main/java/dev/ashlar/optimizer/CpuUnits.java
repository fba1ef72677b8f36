/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The unit in which shares of a core are counted, so that streams of different periods add up in integers.
 *
 * @param perCore units in a core
 * @param exact whether every share is a whole number of units
 */
record CpuUnits(long perCore, boolean exact) {
    /*
     * A stream that takes n ns every p ns uses n/p cores. With m, the least common multiple of all periods, units of
     * 1/m core make every share the integer n * (m/p), and nothing is rounded. Even 33,333,333 ns beside 40,000,000 ns
     * fit, and such large numbers do not slow the solver down. Where several odd periods meet they do not fit: then a
     * unit is 2^-40 core, shares are rounded up and the budget down, so that whatever fits in units fits, and a plan
     * that comes closer to the budget than 10^-12 core for each block may be passed over.
     */
    private static final int FINE_BITS = 40;
    private static final int HALF = FINE_BITS / 2;

    /**
     * Chooses the unit.
     *
     * @param periods of all streams, in ns
     * @param load what all variants together would use, in cores
     */
    static CpuUnits of(Iterable<Long> periods, double load) {
        BigInteger multiple = BigInteger.ONE;
        for (long period : periods) {
            BigInteger factor = BigInteger.valueOf(period);
            multiple = multiple.multiply(factor.divide(multiple.gcd(factor)));
            if (multiple.bitLength() > Row.MOST_BITS) {
                return new CpuUnits(1L << FINE_BITS, false);
            }
        }
        boolean fits = load * multiple.doubleValue() <= Math.scalb(1.0, Row.MOST_BITS);
        return fits ? new CpuUnits(multiple.longValueExact(), true) : new CpuUnits(1L << FINE_BITS, false);
    }

    /** The share of a core that {@code nanos} in every {@code period} ns make, rounded up. */
    long share(long nanos, long period) {
        if (exact) {
            return Math.multiplyExact(nanos, perCore / period);
        }
        // In two steps of 20 bits, because a period takes up to 42.
        long whole = nanos / period;
        long upper = (nanos % period) << HALF;
        long lower = (upper % period) << HALF;
        return Math.addExact(
                Math.multiplyExact(whole, perCore), ((upper / period) << HALF) + Row.ceilDiv(lower, period));
    }

    /** The units in a budget of so many cores, rounded down. */
    long budget(double cores) {
        return BigDecimal.valueOf(cores)
                .multiply(BigDecimal.valueOf(perCore))
                .setScale(0, RoundingMode.FLOOR)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }
}
