/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The constraint that the shares of a core that all choices take sum up to at most the CPU budget. */
final class CpuRow {
    /*
     * What takes n ns every p ns uses n/p cores. With m, the least common multiple of all periods, units of 1/m core
     * make every share the integer n * (m/p), and nothing is rounded. Even 33,333,333 ns beside 40,000,000 ns fit into
     * 60 bits, and numbers of that size do not slow the solver down.
     *
     * Where several odd periods meet (30 and 15 frames per second in whole ns, and any third), they do not fit. Loosely,
     * a unit is then 2^-40 core, shares are rounded down and the budget up: no plan is ruled out, and what a search over
     * it finds is checked afterwards. Strictly, a unit is 2^-72 core, shares are rounded up and the budget down, and each
     * number is split into two of 36 bits, upper and lower. With an integer carry,
     *
     *   sum lower * x <= lower budget + 2^36 * carry   and   sum upper * x + carry <= upper budget
     *
     * hold for some carry >= 0 if and only if the whole sum holds. So many digits are not for precision's sake: a budget
     * is often the very load of some plan, written as a double, and a coarser unit would rule that plan out. The loose
     * row comes first because the strict pair takes 1.3-1.5 times as long to solve.
     */
    private static final int LOOSE = 40;
    private static final int HALF = 36;
    private static final BigInteger RADIX = BigInteger.ONE.shiftLeft(HALF);

    private final List<Term> terms = new ArrayList<>();

    /** @param literal what it depends on; null if nothing */
    private record Term(@Nullable Literal literal, long nanos, long period) {}

    /** Adds {@code nanos} in every {@code period} ns if {@code literal} is chosen. */
    void add(Literal literal, long nanos, long period) {
        terms.add(new Term(literal, nanos, period));
    }

    /** Adds {@code nanos} in every {@code period} ns whatever is chosen. */
    void addFixed(long nanos, long period) {
        terms.add(new Term(null, nanos, period));
    }

    /**
     * Adds the constraint.
     *
     * @param strict whether every plan that it admits must be allowed; otherwise, every plan that is allowed is admitted
     */
    void post(CpModel model, double cores, boolean strict) {
        BigInteger multiple = commonMultiple();
        if (fits(multiple)) {
            postWhole(model, multiple, cores, RoundingMode.FLOOR);
        } else if (strict) {
            postInHalves(model, cores);
        } else {
            postWhole(model, BigInteger.ONE.shiftLeft(LOOSE), cores, RoundingMode.CEILING);
        }
    }

    /** The least common multiple of all periods, or some number beyond what fits. */
    private BigInteger commonMultiple() {
        BigInteger multiple = BigInteger.ONE;
        for (Term term : terms) {
            BigInteger period = BigInteger.valueOf(term.period());
            if (multiple.bitLength() <= Row.MOST_BITS && multiple.mod(period).signum() != 0) {
                multiple = multiple.multiply(period.divide(multiple.gcd(period)));
            }
        }
        return multiple;
    }

    private boolean fits(BigInteger multiple) {
        double load = 0;
        for (Term term : terms) {
            load += (double) term.nanos() / term.period();
        }
        return multiple.bitLength() <= Row.MOST_BITS && load * multiple.doubleValue() <= Math.scalb(1.0, Row.MOST_BITS);
    }

    /** Adds one row, in which shares are rounded down to whole units if they are none. */
    private void postWhole(CpModel model, BigInteger perCore, double cores, RoundingMode rounding) {
        Row row = new Row();
        BigInteger budget = units(cores, perCore, rounding);
        for (Term term : terms) {
            BigInteger share =
                    BigInteger.valueOf(term.nanos()).multiply(perCore).divide(BigInteger.valueOf(term.period()));
            if (term.literal() == null) {
                budget = budget.subtract(share);
            } else {
                row.add(term.literal(), share.longValueExact());
            }
        }
        row.post(model, budget.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
    }

    private void postInHalves(CpModel model, double cores) {
        Row upper = new Row();
        Row lower = new Row();
        BigInteger budget = units(cores, RADIX.multiply(RADIX), RoundingMode.FLOOR);
        for (Term term : terms) {
            BigInteger share = share(term);
            if (term.literal() == null) {
                budget = budget.subtract(share);
            } else {
                upper.add(term.literal(), upperHalf(share));
                lower.add(term.literal(), lowerHalf(share));
            }
        }
        // Each lower half is below 2^36, so the carry is below the number of terms.
        IntVar carry = model.newIntVar(0, terms.size(), "");
        lower.add(carry, -RADIX.longValueExact(), terms.size());
        lower.post(model, lowerHalf(budget));
        upper.add(carry, 1, terms.size());
        upper.post(model, upperHalf(budget));
    }

    private static BigInteger units(double cores, BigInteger perCore, RoundingMode rounding) {
        return BigDecimal.valueOf(cores)
                .multiply(new BigDecimal(perCore))
                .setScale(0, rounding)
                .toBigIntegerExact();
    }

    private static BigInteger share(Term term) {
        BigInteger period = BigInteger.valueOf(term.period());
        return BigInteger.valueOf(term.nanos())
                .shiftLeft(2 * HALF)
                .add(period)
                .subtract(BigInteger.ONE)
                .divide(period);
    }

    private static long upperHalf(BigInteger units) {
        return units.shiftRight(HALF).longValueExact();
    }

    private static long lowerHalf(BigInteger units) {
        return units.mod(RADIX).longValueExact();
    }
}
