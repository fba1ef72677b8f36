/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.Arrays;

/** Climbs the dual in all prices at once: of every load row, of memory, and the shares of shared content. */
final class Shares {
    private static final int MOST_SWEEPS = 400;
    private static final double AVERAGE = 0.35;
    private static final double SHORTER = 0.6;
    private static final int PATIENCE = 8;
    private static final double WORTHWHILE = 1e-4;
    private static final double PROGRESS = 0.02;
    private static final int MOST_FRUITLESS = 3;

    private final Instance instance;
    private final Ascent ascent;
    private final Stop stop;
    private final Prices prices;
    private final double[][] used;
    private final double[][] direction;
    private final double[] sums;
    private final double[] loadDirection;
    private double memoryDirection;

    Shares(Instance instance, Ascent ascent, Stop stop) {
        this.instance = instance;
        this.ascent = ascent;
        this.stop = stop;
        this.prices = ascent.prices;
        int streams = instance.streams.size();
        this.used = new double[streams][];
        this.direction = new double[streams][];
        for (int s = 0; s < streams; s++) {
            used[s] = new double[prices.shared[s].length];
            direction[s] = new double[prices.shared[s].length];
        }
        this.sums = new double[instance.bytes.length];
        this.loadDirection = new double[instance.budgets.length];
    }

    void climb() {
        double theta = 1.2;
        int idle = 0;
        int fruitless = 0;
        double mark = gap();
        int sweeps = instance.streams.size() > 200 ? MOST_SWEEPS / 2 : MOST_SWEEPS;
        for (int i = 0; i < sweeps && !stop.isDue() && !ascent.isClosed(); i++) {
            double before = gap();
            DualPoint point = ascent.evaluate();
            if (point == null) {
                return;
            }
            boolean small = instance.streams.size() <= 200;
            if (i % (small ? 5 : 10) == 0) {
                ascent.offer(point.columns, small ? i % 20 == 0 : true);
            }
            PlanState plan = ascent.best();
            if (plan != null && gap() <= 1e-5 * Math.abs(plan.cost)) {
                return;
            }
            idle = gap() < (1 - WORTHWHILE) * before ? 0 : idle + 1;
            if (idle >= PATIENCE) {
                // A shorter step from the best point; where a few of them bring nothing, none will.
                fruitless = gap() < (1 - PROGRESS) * mark ? 0 : fruitless + 1;
                mark = gap();
                theta *= SHORTER;
                idle = 0;
                prices.copyFrom(ascent.bestPrices());
                clear();
                if (theta < 0.01 || fruitless >= MOST_FRUITLESS) {
                    return;
                }
                continue;
            }
            step(point, theta, plan == null ? ascent.bound() + gap() : plan.cost);
        }
    }

    /** From the bound to the best plan, or to where one may be. */
    private double gap() {
        PlanState plan = ascent.best();
        double bound = ascent.bound();
        return plan == null ? Math.max(1e-6, Math.abs(bound) * 0.05) : plan.cost - bound;
    }

    private void clear() {
        for (double[] row : direction) {
            Arrays.fill(row, 0);
        }
        Arrays.fill(loadDirection, 0);
        memoryDirection = 0;
    }

    private void step(DualPoint point, double theta, double target) {
        gather(point);
        double norm = 0;
        for (int r = 0; r < loadDirection.length; r++) {
            double g = point.loads[r] / instance.budgets[r] - 1;
            loadDirection[r] = mix(loadDirection[r], g);
            norm += loadDirection[r] * loadDirection[r];
        }
        double scale = Math.max(1, instance.memory);
        memoryDirection = mix(memoryDirection, (point.bytes - instance.memory) / scale);
        norm += memoryDirection * memoryDirection;
        for (int s = 0; s < used.length; s++) {
            for (int i = 0; i < used[s].length; i++) {
                int d = prices.shared[s][i];
                double mean = sums[d] / instance.sharers[d];
                direction[s][i] = mix(direction[s][i], used[s][i] - mean);
                norm += direction[s][i] * direction[s][i];
            }
        }
        if (norm <= 0) {
            return;
        }
        double length = theta * Math.max(target - point.value, 1e-9) / norm;
        double oldMemory = prices.memory;
        for (int r = 0; r < loadDirection.length; r++) {
            prices.loads[r] = Math.max(0, prices.loads[r] + length * loadDirection[r] / instance.budgets[r]);
        }
        prices.memory = Math.max(0, oldMemory + length * memoryDirection / scale);
        move(length, oldMemory);
    }

    private static double mix(double old, double fresh) {
        return (1 - AVERAGE) * old + AVERAGE * fresh;
    }

    private void gather(DualPoint point) {
        Arrays.fill(sums, 0);
        for (int s = 0; s < used.length; s++) {
            Column column = point.columns[s];
            int network = column.mode().network();
            for (int i = 0; i < used[s].length; i++) {
                int d = prices.shared[s][i];
                double x = d == network ? 1 : 0;
                for (int b = 0; b < column.choices().length; b++) {
                    int v = column.choices()[b];
                    x += column.part().digests[b][v] == d ? column.part().shares[b][v] : 0;
                }
                used[s][i] = x;
                sums[d] += x;
            }
        }
    }

    /** Moves the shares and scales those of each digest to sum up to 1 again. */
    private void move(double length, double oldMemory) {
        Arrays.fill(sums, 0);
        for (int s = 0; s < used.length; s++) {
            for (int i = 0; i < used[s].length; i++) {
                int d = prices.shared[s][i];
                double full = oldMemory * instance.bytes[d] + instance.fetch[d];
                double paid = prices.shares[s][i] * full + length * direction[s][i];
                prices.shares[s][i] = full <= 0 ? prices.shares[s][i] : Math.max(0, paid / full);
                sums[d] += prices.shares[s][i];
            }
        }
        for (int s = 0; s < used.length; s++) {
            for (int i = 0; i < used[s].length; i++) {
                double sum = sums[prices.shared[s][i]];
                prices.shares[s][i] =
                        sum <= 0 ? 1.0 / instance.sharers[prices.shared[s][i]] : prices.shares[s][i] / sum;
            }
        }
    }
}
