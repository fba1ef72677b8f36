/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Climbs the Lagrangian dual of one problem, and makes plans of what it meets on the way. */
final class Ascent {
    /*
     * With one load row and no shared content the dual has two dimensions and is searched by its planes (DualModel).
     * Prices are counted in the units of the cost: price times budget.
     *
     * Shared content adds a share of its price for each stream that may use it, and further rows a price each. From
     * where that search ends, a subgradient method with Polyak's step and an averaged direction (Camerini, Fratta and
     * Maffioli, Mathematical Programming Study 3, 1975; Barahona and Anbil, The volume algorithm, 2000) moves all of
     * them: a stream that uses a digest pays more of it, the others less.
     */
    private static final int MOST_CUTS = 60;
    private static final int ROUNDS = 3;
    private static final double CLOSE = 0.01;
    private static final double NEARLY = 0.02;
    private static final double DWARFING = 1e5;

    private final Instance instance;
    private final Stop stop;
    private final ChainSearch search;
    private final LocalSearch local;
    final Prices prices;
    private final Prices bestPrices;
    private double bound = Double.NEGATIVE_INFINITY;
    private @Nullable PlanState best;
    private @Nullable PlanState thrifty;
    private boolean impossible;
    private double worst;

    Ascent(Instance instance, Stop stop) {
        this.instance = instance;
        this.stop = stop;
        this.search = new ChainSearch(instance);
        this.local = new LocalSearch(instance, stop);
        this.prices = new Prices(instance);
        this.bestPrices = new Prices(instance);
    }

    /** The best plan met so far, null if none. */
    @Nullable
    PlanState best() {
        return best;
    }

    /** No plan costs less. */
    double bound() {
        return bound;
    }

    Prices bestPrices() {
        return bestPrices;
    }

    ChainSearch search() {
        return search;
    }

    /** Whether it is proven that no plan keeps the budgets. */
    boolean isImpossible() {
        return impossible;
    }

    void run() {
        DualPoint free = DualPoint.at(prices, search, instance, null);
        if (free == null) {
            // Some stream has no chain, unless its labels were too many to look at them all.
            impossible = search.bound() == Double.POSITIVE_INFINITY;
            return;
        }
        note(free);
        keepIfItFits(free);
        if (isClosed()) {
            return;
        }
        goOnFrom(free);
        double span = span();
        start(span);
        climb(span);
        if (best == null && !stop.isDue()) {
            // What little the choices are worth is dwarfed by these prices: what is sought now is any plan at all.
            climb(DWARFING * span);
            impossible = best == null && bound > worst + 1e-9 * Math.abs(worst);
            if (impossible) {
                return;
            }
        }
        if (instance.hasShared() && !isClosed() && !stop.isDue()) {
            share();
        }
        boolean wide = instance.budgets.length > 1 || instance.hasShared();
        if (wide && !isClosed() && !stop.isDue()) {
            prices.copyFrom(bestPrices);
            new Shares(instance, this, stop).climb();
        }
        finish();
    }

    /** Whether the best plan is as good as any can be, to rounding. */
    boolean isClosed() {
        PlanState plan = best;
        return plan != null && plan.cost - bound <= 1e-12 * Math.max(1, Math.abs(bound));
    }

    /** Makes a plan of the one in force, which is good where little has changed. */
    private void goOnFrom(DualPoint free) {
        Column[] columns = InForce.columns(instance, free.columns);
        if (columns != null) {
            PlanState state = new PlanState(instance, columns);
            if (state.fits() || local.repair(state)) {
                local.improve(state, 20 + columns.length, false);
                keep(state);
            }
        }
    }

    /** Makes plans at prices that dwarf what choices are worth, whatever the time: thrifty in one budget, and in both. */
    private void start(double span) {
        double dear = DWARFING * span;
        for (double[] corner : new double[][] {{0, dear}, {dear, dear}, {dear, 0}}) {
            set(corner[0], corner[1]);
            DualPoint point = thrifty == null ? DualPoint.at(prices, search, instance, null) : null;
            if (point != null) {
                note(point);
                keepIfItFits(point);
            }
        }
        // Thrifty plans are poor; what is left of the budgets makes them usable, should there be no time for more.
        PlanState plan = best;
        if (plan != null && !isClosed()) {
            PlanState better = plan.copy();
            local.improve(better, better.columns.length <= 200 ? 20 + better.columns.length : 8, false);
            keep(better);
        }
    }

    private void keepIfItFits(DualPoint point) {
        PlanState state = new PlanState(instance, point.columns);
        if (state.fits()) {
            keep(state);
            thrifty = state.bytes <= (thrifty == null ? Long.MAX_VALUE : thrifty.bytes) ? state : thrifty;
        }
    }

    /** Makes plans by choosing the content first, at the best prices and at those that its choice leads to. */
    void share() {
        PlanState base = thrifty;
        if (base == null) {
            return;
        }
        Prices at = new Prices(instance);
        at.copyFrom(bestPrices);
        for (int i = 0; i < ROUNDS && !stop.isDue(); i++) {
            DualPoint point = DualPoint.at(at, search, instance, stop);
            if (point == null) {
                return;
            }
            Residents residents = new Residents(instance, base, at, point.pressing);
            boolean[] chosen = residents.choose();
            if (chosen == null) {
                return;
            }
            Ascent narrow = new Ascent(residents.restricted(chosen), stop);
            narrow.runNarrow();
            PlanState found = narrow.best();
            if (found == null) {
                return;
            }
            keep(new PlanState(instance, found.columns));
            System.arraycopy(narrow.bestPrices().loads, 0, at.loads, 0, at.loads.length);
        }
    }

    /** As {@link #run}, for content that fits as a whole: no price of memory is looked for beyond the model's. */
    private void runNarrow() {
        DualPoint free = DualPoint.at(prices, search, instance, null);
        if (free == null) {
            return;
        }
        note(free);
        keepIfItFits(free);
        if (!isClosed()) {
            double span = span();
            start(span);
            climb(span);
            finish();
        }
    }

    private void note(DualPoint point) {
        local.remember(point.columns);
        if (point.value > bound) {
            bound = point.value;
            bestPrices.copyFrom(prices);
        }
    }

    /** Evaluates the dual at the present prices and keeps what is better than before; null if time is up. */
    @Nullable
    DualPoint evaluate() {
        DualPoint point = DualPoint.at(prices, search, instance, stop);
        if (point != null) {
            note(point);
        }
        return point;
    }

    /** Makes a plan of a choice of chains and keeps it if it is the best. */
    void offer(Column[] columns, boolean thoroughly) {
        PlanState state = new PlanState(instance, columns);
        if (!state.fits()) {
            if (!thoroughly && instance.streams.size() > 200 && instance.hasShared()) {
                return;
            }
            if (!local.repair(state)) {
                return;
            }
        }
        if (thoroughly) {
            local.improve(state, 20 + state.columns.length, false);
        }
        keep(state);
    }

    private void keep(PlanState met) {
        PlanState known = best;
        if (known != null && !instance.uneven && met.cost >= known.cost - 1e-13) {
            return;
        }
        PlanState state = met.copy().exactly();
        PlanState old = best;
        if (old == null || state.cost < old.cost - 1e-13) {
            if (instance.admits(state.plan())) {
                best = state;
            }
        }
    }

    /** How much cost the choices can make up for, all streams together. */
    private double span() {
        double sum = 0;
        for (List<Mode> modes : instance.modes) {
            double most = 0;
            double highest = Double.NEGATIVE_INFINITY;
            for (Mode mode : modes) {
                for (Part part : mode.parts()) {
                    double low = 0;
                    double high = 0;
                    double changes = 0;
                    for (int b = 0; b < part.blocks(); b++) {
                        low += java.util.Arrays.stream(part.drops[b]).min().orElse(0);
                        high += java.util.Arrays.stream(part.drops[b]).max().orElse(0);
                        changes +=
                                java.util.Arrays.stream(part.changes[b]).max().orElse(0);
                    }
                    double dearest = Double.isNaN(part.measured) ? mode.cost(high) : -mode.weight() * part.measured;
                    highest = Math.max(highest, dearest + changes);
                    most = Math.max(most, mode.cost(high) - mode.cost(low));
                }
            }
            sum += most;
            worst += highest;
        }
        for (double fetch : instance.fetch) {
            sum += fetch;
            worst += fetch;
        }
        return Math.max(sum, 1e-9);
    }

    private void set(double x, double y) {
        prices.loads[Instance.CPU] = x / instance.budgets[Instance.CPU];
        prices.memory = y / Math.max(1, instance.memory);
    }

    private void climb(double span) {
        DualModel model = new DualModel(8 * span);
        double[] at = {span / 8, span / 8};
        for (int i = 0; i < MOST_CUTS && !stop.isDueFor(instance.choices); i++) {
            set(at[0], at[1]);
            DualPoint point = evaluate();
            if (point == null) {
                return;
            }
            double a = point.loads[Instance.CPU] / instance.budgets[Instance.CPU] - 1;
            double b = (point.bytes - instance.memory) / Math.max(1, instance.memory);
            considerPlan(point, a, b);
            if (isClosed() || (a == 0 && b == 0) || !model.cut(point.value, a, b, at[0], at[1])) {
                return;
            }
            if (model.left() <= tolerance(span)) {
                // A better plan may show that the rest is worth it.
                offer(point.columns, true);
                if (model.left() <= tolerance(span)) {
                    return;
                }
            }
            at = model.next();
        }
    }

    /** Makes a plan of a point that does not exceed the budgets by much; of others little is left after repair. */
    private void considerPlan(DualPoint point, double a, double b) {
        boolean near = Math.max(a, b) <= NEARLY && !(instance.hasShared() && instance.streams.size() > 200);
        if (near) {
            offer(point.columns, instance.streams.size() <= 200);
        }
    }

    /** What is not worth another step: a small part of the gap, or of all there is. */
    private double tolerance(double span) {
        PlanState plan = best;
        double gap = plan == null ? span * 1e-6 : CLOSE * (plan.cost - bound);
        return Math.max(gap, span * 1e-9);
    }

    /** Looks thoroughly for plans at the best prices. */
    private void finish() {
        prices.copyFrom(bestPrices);
        DualPoint point = DualPoint.at(prices, search, instance, stop);
        if (point != null) {
            offer(point.columns, true);
        }
        PlanState plan = best;
        if (plan != null && !isClosed() && !stop.isDue()) {
            PlanState again = plan.copy();
            local.improve(again, 20 + 2 * again.columns.length, true);
            keep(again);
        }
    }
}
