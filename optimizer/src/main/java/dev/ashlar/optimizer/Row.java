/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.LinearArgument;
import com.google.ortools.sat.LinearExpr;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A linear constraint over variables, in integers that the solver can add up. */
final class Row {
    /*
     * CP-SAT refuses a row whose terms could together leave 2^62. Numbers are therefore divided by their greatest common
     * divisor, which changes nothing, and only if they are still too large by a power of two, costs rounded up and the
     * bound down: whatever the row then allows is allowed. That takes sums beyond 10^18: a million variants that last
     * an hour each, or an exabyte.
     */
    static final int MOST_BITS = 60;

    private final List<LinearArgument> variables = new ArrayList<>();
    private final List<Long> costs = new ArrayList<>();
    private BigInteger total = BigInteger.ZERO;
    private long divisor;

    /** Adds a literal that costs {@code cost} if true. */
    void add(LinearArgument literal, long cost) {
        add(literal, cost, 1);
    }

    /** Adds an integer of 0 to {@code most} that costs {@code cost} each. */
    void add(LinearArgument variable, long cost, long most) {
        if (cost != 0) {
            variables.add(variable);
            costs.add(cost);
            total = total.add(BigInteger.valueOf(cost).abs().multiply(BigInteger.valueOf(most)));
            divisor = gcd(divisor, Math.abs(cost));
        }
    }

    /** Adds the constraint that all costs sum up to at most {@code bound}. */
    void post(CpModel model, long bound) {
        if (total.compareTo(BigInteger.valueOf(bound)) <= 0) {
            return;
        }
        long by = Math.max(divisor, 1);
        int shift = Math.max(0, total.divide(BigInteger.valueOf(by)).bitLength() - MOST_BITS);
        long scale =
                shift == 0 ? by : BigInteger.valueOf(by).shiftLeft(shift + 1).longValueExact();
        long[] scaled = costs.stream().mapToLong(cost -> ceilDiv(cost, scale)).toArray();
        model.addLessOrEqual(
                LinearExpr.weightedSum(variables.toArray(new LinearArgument[0]), scaled), Math.floorDiv(bound, scale));
    }

    static long ceilDiv(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }

    private static long gcd(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }
}
