/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes a choice of chains keep the budgets, and then better, by exchanging descendants. */
final class LocalSearch {
    /*
     * A move puts another variant in one block of one stream, or, where streams share a network, of all streams that use
     * the same variant there, because only then its bytes are freed. Repair takes the move that costs least for what it
     * takes off the excess, each budget measured in parts of itself; improvement takes the move that gains most and
     * fits, and where none does, a pair of moves of which one pays for the other (the 1- and 2-exchange of
     * multiple-choice knapsacks).
     */
    private static final int MOST_PAIRED = 160;
    private static final int MOST_GROUPED = 128;
    private static final int MANY = 4000;
    private static final double WORTHWHILE = 1e-12;

    private final Instance instance;
    private final Stop stop;
    private final Moves moves;

    LocalSearch(Instance instance, Stop stop) {
        this.instance = instance;
        this.stop = stop;
        this.moves = new Moves(instance);
    }

    /** Remembers chains that were the cheapest of their streams at some prices; they are moves of whole chains. */
    void remember(Column[] columns) {
        moves.remember(columns);
    }

    /** Whether the state keeps the budgets now. */
    boolean repair(PlanState state) {
        int steps = 40 + 4 * state.columns.length;
        for (int i = 0; i < steps && !state.fits(); i++) {
            if (stop.isDueFor(moves.count / 4) || !relieve(state)) {
                return false;
            }
        }
        return state.fits();
    }

    private boolean relieve(PlanState state) {
        moves.collect(state);
        Move best = null;
        double bestScore = Double.POSITIVE_INFINITY;
        for (int i = 0; i < moves.count; i++) {
            Move move = moves.all[i];
            double relief = relief(state, move);
            if (relief > 0) {
                double score = move.cost <= 0 ? move.cost - relief : move.cost / relief;
                if (score < bestScore) {
                    bestScore = score;
                    best = move;
                }
            }
        }
        if (best == null) {
            return false;
        }
        if (moves.count > MANY && state.columns.length > MOST_GROUPED) {
            relieveByMany(state);
        } else {
            apply(state, best);
        }
        return true;
    }

    /** Takes one move after another in the order of their scores, one for each stream, while there is excess. */
    private void relieveByMany(PlanState state) {
        double[] scores = new double[moves.count];
        for (int i = 0; i < moves.count; i++) {
            double relief = relief(state, moves.all[i]);
            scores[i] = relief <= 0
                    ? Double.POSITIVE_INFINITY
                    : moves.all[i].cost <= 0 ? moves.all[i].cost - relief : moves.all[i].cost / relief;
        }
        boolean[] touched = new boolean[state.columns.length];
        for (int i : ordered(scores)) {
            Move move = moves.all[i];
            if (state.fits()) {
                return;
            }
            if (!move.group && !touched[move.stream] && relief(state, move) > 0) {
                touched[move.stream] = true;
                apply(state, move);
            }
        }
    }

    /** The indices of the scores below infinity, the least score first. */
    private static int[] ordered(double[] scores) {
        int[] indices = IntStream.range(0, scores.length)
                .filter(i -> scores[i] < Double.POSITIVE_INFINITY)
                .toArray();
        double[] kept = new double[indices.length];
        Arrays.setAll(kept, i -> scores[indices[i]]);
        int[] order = IndexSort.ascending(kept, kept.length);
        Arrays.setAll(order, i -> indices[order[i]]);
        return order;
    }

    /** Takes all moves that gain and fit, the most for what they take first, one for each stream; whether there were any. */
    private boolean improveByMany(PlanState state) {
        double[] scores = new double[moves.count];
        for (int i = 0; i < moves.count; i++) {
            Move move = moves.all[i];
            double taken = move.bytes / Math.max(1, instance.memory);
            for (int r = 0; r < state.loads.length; r++) {
                taken += move.loads[r] / instance.budgets[r];
            }
            scores[i] = move.cost >= -WORTHWHILE || move.group || !fits(state, move, null)
                    ? Double.POSITIVE_INFINITY
                    : taken <= 0 ? Double.NEGATIVE_INFINITY : move.cost / taken;
        }
        boolean[] touched = new boolean[state.columns.length];
        boolean any = false;
        for (int i : ordered(scores)) {
            Move move = moves.all[i];
            if (!touched[move.stream] && fits(state, move, null)) {
                touched[move.stream] = true;
                double before = state.cost;
                Column old = state.columns[move.stream];
                apply(state, move);
                if (!state.fits() || state.cost >= before) {
                    state.set(move.stream, old);
                } else {
                    any = true;
                }
            }
        }
        return any;
    }

    /** How much of the excess a move takes off, in parts of the budgets; negative if it adds more than it takes. */
    private double relief(PlanState state, Move move) {
        double sum = 0;
        for (int r = 0; r < state.loads.length; r++) {
            double budget = instance.budgets[r];
            double before = Math.max(0, state.loads[r] - budget);
            double after = Math.max(0, state.loads[r] + move.loads[r] - budget);
            sum += (before - after) / budget;
        }
        double scale = Math.max(1, instance.memory);
        double before = Math.max(0, state.bytes - instance.memory);
        double after = Math.max(0, state.bytes + move.bytes - instance.memory);
        return sum + (before - after) / scale;
    }

    /** Exchanges until nothing gains any more, time is up, or so many exchanges are done. */
    void improve(PlanState state, int most, boolean pairs) {
        for (int i = 0; i < most && !stop.isDueFor(moves.count / 4); i++) {
            moves.collect(state);
            if (moves.count > MANY) {
                if (!improveByMany(state)) {
                    return;
                }
                continue;
            }
            Move single = null;
            for (int k = 0; k < moves.count; k++) {
                Move move = moves.all[k];
                if (move.cost < (single == null ? -WORTHWHILE : single.cost) && fits(state, move, null)) {
                    single = move;
                }
            }
            if (single != null) {
                apply(state, single);
            } else if (!pairs || !improveByTwo(state)) {
                return;
            }
        }
    }

    private boolean improveByTwo(PlanState state) {
        Move[] gains = best(state, true);
        Move[] pays = best(state, false);
        Move bestGain = null;
        Move bestPay = null;
        double bestCost = -WORTHWHILE;
        for (Move gain : gains) {
            for (Move pay : pays) {
                double cost = gain.cost + pay.cost;
                if (cost < bestCost
                        && gain.stream != pay.stream
                        && !(gain.group || pay.group)
                        && fits(state, gain, pay)) {
                    bestCost = cost;
                    bestGain = gain;
                    bestPay = pay;
                }
            }
        }
        if (bestGain == null || bestPay == null) {
            return false;
        }
        double before = state.cost;
        Column first = state.columns[bestGain.stream];
        Column second = state.columns[bestPay.stream];
        apply(state, bestGain);
        apply(state, bestPay);
        if (!state.fits() || state.cost >= before - WORTHWHILE) {
            state.set(bestGain.stream, first);
            state.set(bestPay.stream, second);
            return false;
        }
        return true;
    }

    /** The most promising moves that gain, or that pay for gains: those that are cheapest for what they free. */
    private Move[] best(PlanState state, boolean gains) {
        Move[] found = new Move[moves.count];
        double[] scores = new double[moves.count];
        int size = 0;
        for (int i = 0; i < moves.count; i++) {
            Move move = moves.all[i];
            if (move.cost < -WORTHWHILE == gains) {
                double taken = move.bytes / Math.max(1, instance.memory);
                for (int r = 0; r < state.loads.length; r++) {
                    taken += move.loads[r] / instance.budgets[r];
                }
                double score = gains
                        ? move.cost / Math.max(taken, 1e-12)
                        : taken < 0 ? move.cost / -taken : Double.POSITIVE_INFINITY;
                if (score < Double.POSITIVE_INFINITY) {
                    found[size] = move;
                    scores[size++] = score;
                }
            }
        }
        int[] order = IndexSort.ascending(scores, size);
        Move[] best = new Move[Math.min(size, MOST_PAIRED)];
        for (int i = 0; i < best.length; i++) {
            best[i] = found[order[i]];
        }
        return best;
    }

    private boolean fits(PlanState state, Move move, @Nullable Move other) {
        double bytes = state.bytes + move.bytes + (other == null ? 0 : other.bytes);
        if (bytes > instance.memory) {
            return false;
        }
        for (int r = 0; r < state.loads.length; r++) {
            double load = state.loads[r] + move.loads[r] + (other == null ? 0 : other.loads[r]);
            if (load > instance.budgets[r]) {
                return false;
            }
        }
        return true;
    }

    private void apply(PlanState state, Move move) {
        Column target = move.target;
        if (target != null) {
            state.set(move.stream, target);
            return;
        }
        if (!move.group) {
            state.set(move.stream, state.columns[move.stream].with(move.block, move.choice));
            return;
        }
        Column first = move.column;
        int digest = first.part().digests[move.block][first.choices()[move.block]];
        for (int s = 0; s < state.columns.length; s++) {
            Column column = state.columns[s];
            if (Moves.uses(column, move.block, digest)) {
                int choice = Moves.find(column.part(), move.block, Moves.target(move));
                if (choice >= 0) {
                    state.set(s, column.with(move.block, choice));
                }
            }
        }
    }
}
