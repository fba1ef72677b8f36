/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.LinearArgument;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.Literal;
import java.util.ArrayList;
import java.util.List;

/** What a plan loses against the originals: drops of accuracy and bytes to fetch, in the integers of the solver. */
final class Objective {
    /*
     * Losses are doubles of any magnitude, so the unit follows them: a power of two such that all terms together take
     * 40 bits. Each term is rounded to the nearest unit, hence the loss of a plan is off by at most half a unit for each
     * term it holds, and what the solver proves optimal is so within `resolution`, one unit for each term. Anything from
     * 20 to 52 bits takes the same time to solve.
     */
    private static final int MOST_BITS = 40;

    private final List<LinearArgument> literals = new ArrayList<>();
    private final List<Double> losses = new ArrayList<>();
    private double total;
    private int exponent;

    void add(Literal literal, double loss) {
        add(literal, loss, 1);
    }

    /** Adds an integer of 0 to {@code most} that costs {@code loss} each. */
    void add(LinearArgument variable, double loss, long most) {
        if (loss != 0) {
            literals.add(variable);
            losses.add(loss);
            total += Math.abs(loss) * most;
        }
    }

    /** Makes the sum of chosen losses what {@code model} minimizes, once all are known. */
    void post(CpModel model) {
        if (total == 0) {
            return;
        }
        exponent = MOST_BITS - 1 - Math.getExponent(total);
        long[] units = losses.stream()
                .mapToLong(loss -> Math.round(Math.scalb(loss, exponent)))
                .toArray();
        model.minimize(LinearExpr.weightedSum(literals.toArray(new LinearArgument[0]), units));
    }

    /** The loss that so many units stand for. */
    double loss(double units) {
        return Math.scalb(units, -exponent);
    }

    /** How far a plan of so many terms may stay behind the best one and still be taken for it. */
    double resolution(int terms) {
        return literals.isEmpty() ? 0 : loss(terms);
    }
}
