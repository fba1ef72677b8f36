/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.IntVar;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.Literal;
import dev.ashlar.core.profile.AccuracyLink.Point;
import java.util.ArrayList;
import java.util.List;

/** What chains lose where a link bends the loss of damage, in the terms of CP-SAT: see {@link CpSatModel}. */
final class BentLoss {
    private static final double BENT_UNITS = 1e9;

    private final CpModel model;
    private final Objective objective;

    BentLoss(CpModel model, Objective objective) {
        this.model = model;
        this.objective = objective;
    }

    /** Puts the cost of damage on the line of the link that it lies on. */
    void post(PartLiterals literals) {
        Mode mode = literals.mode();
        Part part = literals.part();
        List<Literal> terms = new ArrayList<>();
        List<Long> units = new ArrayList<>();
        long low = 0;
        long high = 0;
        for (int b = 0; b < part.blocks(); b++) {
            long least = Long.MAX_VALUE;
            long most = Long.MIN_VALUE;
            for (int v = 0; v < part.drops[b].length; v++) {
                long drop = (long) Math.ceil(part.drops[b][v] * BENT_UNITS);
                terms.add(literals.blocks().get(b).get(v));
                units.add(drop);
                least = Math.min(least, drop);
                most = Math.max(most, drop);
            }
            low += least;
            high += most;
        }
        IntVar damage = model.newIntVar(Math.min(low, 0), Math.max(high, 0), "");
        model.addEquality(
                LinearExpr.weightedSum(
                        terms.toArray(new Literal[0]),
                        units.stream().mapToLong(Long::longValue).toArray()),
                damage);
        List<Literal> segments = new ArrayList<>();
        List<Point> points = mode.model().link().points();
        for (int i = 0; i < points.size(); i++) {
            double from = i == 0 ? low / BENT_UNITS - 1 : points.get(i - 1).damage();
            double to = points.get(i).damage();
            addSegment(mode, damage, low, high, from, to, segments);
        }
        addSegment(mode, damage, low, high, points.get(points.size() - 1).damage(), high / BENT_UNITS + 1, segments);
        Literal taken = literals.taken();
        if (taken != null) {
            segments.add(taken.not());
        }
        model.addExactlyOne(segments.toArray(new Literal[0]));
    }

    /** One literal for a stretch of damage, and the cost along it as a fixed part and one for each unit of damage. */
    private void addSegment(
            Mode mode, IntVar damage, long low, long high, double from, double to, List<Literal> segments) {
        long first = Math.max(low, (long) Math.floor(from * BENT_UNITS));
        long last = Math.min(high, (long) Math.ceil(to * BENT_UNITS));
        if (first > last) {
            return;
        }
        BoolVar on = model.newBoolVar("");
        segments.add(on);
        model.addGreaterOrEqual(damage, first).onlyEnforceIf(on);
        model.addLessOrEqual(damage, last).onlyEnforceIf(on);
        double start = mode.cost(first / BENT_UNITS);
        double slope = last == first ? 0 : (mode.cost(last / BENT_UNITS) - start) / (last - first);
        objective.add(on, start);
        if (slope > 0) {
            IntVar along = model.newIntVar(0, last - first, "");
            model.addGreaterOrEqual(
                            along,
                            LinearExpr.newBuilder().add(damage).add(-first).build())
                    .onlyEnforceIf(on);
            objective.add(along, slope, last - first);
        }
    }
}
