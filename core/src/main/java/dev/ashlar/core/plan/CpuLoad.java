/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.unit.Argument;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Processor time per second that streams ask for, added up exactly.
 *
 * <p><b>Threading</b>: for one thread at a time.
 */
public final class CpuLoad {
    /*
     * The load is a sum of fractions nanos/period. Compared with a budget, it is first enclosed between two sums of 40
     * decimal digits, rounded down and up; only a budget between these two needs the least common multiple of all
     * periods.
     */
    private static final int DIGITS = 40;

    private final Map<Long, BigInteger> nanosByPeriod = new TreeMap<>();

    /** Adds a stream that takes {@code nanos} of processor time once in every {@code period}. */
    public void add(long nanos, Duration period) {
        Argument.require(nanos >= 0, "The processor time (%d ns) of a frame cannot be negative.", nanos);
        nanosByPeriod.merge(period.toNanos(), BigInteger.valueOf(nanos), BigInteger::add);
    }

    /** The load in cores, to the nearest double. */
    public double cores() {
        return sum(RoundingMode.HALF_EVEN).doubleValue();
    }

    /** Whether the load is greater than a budget, the number being taken as it is written in decimal. */
    public boolean exceeds(double cores) {
        BigDecimal budget = BigDecimal.valueOf(cores);
        if (sum(RoundingMode.UP).compareTo(budget) <= 0) {
            return false;
        }
        return sum(RoundingMode.DOWN).compareTo(budget) > 0 || exceedsExactly(budget);
    }

    private BigDecimal sum(RoundingMode rounding) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<Long, BigInteger> entry : nanosByPeriod.entrySet()) {
            sum = sum.add(
                    new BigDecimal(entry.getValue()).divide(BigDecimal.valueOf(entry.getKey()), DIGITS, rounding));
        }
        return sum;
    }

    private boolean exceedsExactly(BigDecimal budget) {
        BigInteger multiple = BigInteger.ONE;
        for (long period : nanosByPeriod.keySet()) {
            BigInteger factor = BigInteger.valueOf(period);
            multiple = multiple.multiply(factor.divide(multiple.gcd(factor)));
        }
        BigInteger load = BigInteger.ZERO;
        for (Map.Entry<Long, BigInteger> entry : nanosByPeriod.entrySet()) {
            BigInteger times = multiple.divide(BigInteger.valueOf(entry.getKey()));
            load = load.add(times.multiply(entry.getValue()));
        }
        return new BigDecimal(load).compareTo(budget.multiply(new BigDecimal(multiple))) > 0;
    }
}
