/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    private static final int MOST_POOLED = 24;
    private static final double WORTHWHILE = 1e-12;

    private final Instance instance;
    private final Stop stop;
    private Move[] moves = new Move[256];
    private int count;
    private final List<List<Column>> pool = new ArrayList<>();

    /** What a move changes. A group move has a negative stream: all users of the digest in that block's network. */
    private static final class Move {
        int stream;
        int block;
        int choice;
        boolean group;
        Column column;

        @Nullable
        Column target;

        double cost;
        double bytes;
        double[] loads;

        Move(int stream, int block, int choice, boolean group, Column column, double[] loads) {
            this.stream = stream;
            this.block = block;
            this.choice = choice;
            this.group = group;
            this.column = column;
            this.loads = loads;
        }
    }

    LocalSearch(Instance instance, Stop stop) {
        this.instance = instance;
        for (int s = 0; s < instance.streams.size(); s++) {
            pool.add(new ArrayList<>());
        }
        this.stop = stop;
    }

    /** Remembers chains that were the cheapest of their streams at some prices; they are moves of whole chains. */
    void remember(Column[] columns) {
        if (columns.length > MOST_GROUPED) {
            return;
        }
        for (int s = 0; s < columns.length; s++) {
            List<Column> known = pool.get(s);
            Column column = columns[s];
            if (known.size() < MOST_POOLED && known.stream().noneMatch(other -> other.isSameAs(column))) {
                known.add(column);
            }
        }
    }

    /** Whether the state keeps the budgets now. */
    boolean repair(PlanState state) {
        int steps = 40 + 4 * state.columns.length;
        for (int i = 0; i < steps && !state.fits(); i++) {
            if (stop.isDue() || !relieve(state)) {
                return false;
            }
        }
        return state.fits();
    }

    private boolean relieve(PlanState state) {
        collect(state);
        Move best = null;
        double bestScore = Double.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            Move move = moves[i];
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
        if (count > MANY && state.columns.length > MOST_GROUPED) {
            relieveByMany(state);
        } else {
            apply(state, best);
        }
        return true;
    }

    /** Takes one move after another in the order of their scores, one for each stream, while there is excess. */
    private void relieveByMany(PlanState state) {
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            double relief = relief(state, moves[i]);
            scores[i] = relief <= 0
                    ? Double.POSITIVE_INFINITY
                    : moves[i].cost <= 0 ? moves[i].cost - relief : moves[i].cost / relief;
        }
        boolean[] touched = new boolean[state.columns.length];
        for (int i : ordered(scores)) {
            Move move = moves[i];
            if (scores[i] == Double.POSITIVE_INFINITY || state.fits()) {
                return;
            }
            if (!move.group && !touched[move.stream] && relief(state, move) > 0) {
                touched[move.stream] = true;
                apply(state, move);
            }
        }
    }

    private static int[] ordered(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> Double.compare(scores[a], scores[b]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** Takes all moves that gain and fit, the most for what they take first, one for each stream; whether there were any. */
    private boolean improveByMany(PlanState state) {
        double[] scores = new double[count];
        for (int i = 0; i < count; i++) {
            Move move = moves[i];
            double taken = move.bytes / Math.max(1, instance.memory);
            for (int r = 0; r < state.loads.length; r++) {
                taken += move.loads[r] / instance.budgets[r];
            }
            scores[i] = move.cost >= -WORTHWHILE || move.group
                    ? Double.POSITIVE_INFINITY
                    : taken <= 0 ? Double.NEGATIVE_INFINITY : move.cost / taken;
        }
        boolean[] touched = new boolean[state.columns.length];
        boolean any = false;
        for (int i : ordered(scores)) {
            Move move = moves[i];
            if (scores[i] == Double.POSITIVE_INFINITY) {
                break;
            }
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
        for (int i = 0; i < most && !stop.isDue(); i++) {
            collect(state);
            if (count > MANY) {
                if (!improveByMany(state)) {
                    return;
                }
                continue;
            }
            Move single = null;
            for (int k = 0; k < count; k++) {
                Move move = moves[k];
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
        Move[] found = new Move[count];
        double[] scores = new double[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            Move move = moves[i];
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
        Integer[] order = new Integer[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        Arrays.sort(order, (a, b) -> Double.compare(scores[a], scores[b]));
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
            if (uses(column, move.block, digest)) {
                int choice = find(column.part(), move.block, target(move));
                if (choice >= 0) {
                    state.set(s, column.with(move.block, choice));
                }
            }
        }
    }

    private static int target(Move move) {
        return move.column.part().digests[move.block][move.choice];
    }

    private static boolean uses(Column column, int block, int digest) {
        return block < column.choices().length && column.part().digests[block][column.choices()[block]] == digest;
    }

    private static int find(Part part, int block, int digest) {
        for (int v = 0; v < part.digests[block].length; v++) {
            if (part.digests[block][v] == digest) {
                return v;
            }
        }
        return -1;
    }

    /** Lists all moves that keep deadlines and floors. */
    private void collect(PlanState state) {
        count = 0;
        for (int s = 0; s < state.columns.length; s++) {
            Column column = state.columns[s];
            for (Column other : pool.get(s)) {
                if (!other.isSameAs(column)) {
                    addWhole(state, s, column, other);
                }
            }
            for (int b = 0; b < column.choices().length; b++) {
                for (int v = 0; v < column.part().nanos[b].length; v++) {
                    if (v != column.choices()[b]) {
                        addSingle(state, s, column, b, v);
                        addGroup(state, s, column, b, v);
                    }
                }
            }
        }
    }

    private Move next(int stream, int block, int choice, boolean group, Column column) {
        if (count == moves.length) {
            moves = Arrays.copyOf(moves, 2 * count);
        }
        Move move = moves[count];
        if (move == null) {
            move = new Move(stream, block, choice, group, column, new double[instance.budgets.length]);
            moves[count] = move;
        }
        move.stream = stream;
        move.block = block;
        move.choice = choice;
        move.group = group;
        move.column = column;
        move.target = null;
        count++;
        return move;
    }

    /** A move to another whole chain, weighed by making it and taking it back. */
    private void addWhole(PlanState state, int s, Column column, Column other) {
        Move move = next(s, 0, 0, false, column);
        move.target = other;
        double cost = state.cost;
        long bytes = state.bytes;
        double[] loads = state.loads.clone();
        state.set(s, other);
        move.cost = state.cost - cost;
        move.bytes = (double) (state.bytes - bytes);
        for (int r = 0; r < loads.length; r++) {
            move.loads[r] = state.loads[r] - loads[r];
        }
        state.set(s, column);
    }

    private boolean isAllowed(Column column, int block, int choice) {
        Part part = column.part();
        int old = column.choices()[block];
        return column.nanos() - part.nanos[block][old] + part.nanos[block][choice]
                        <= column.mode().slackNanos()
                && column.drops() - part.drops[block][old] + part.drops[block][choice]
                        <= column.mode().damageCap();
    }

    private void addSingle(PlanState state, int s, Column column, int b, int v) {
        if (!isAllowed(column, b, v)) {
            return;
        }
        Move move = next(s, b, v, false, column);
        Part part = column.part();
        int old = column.choices()[b];
        weigh(move, column, b, v);
        int from = part.digests[b][old];
        int to = part.digests[b][v];
        if (from != to) {
            move.bytes += gain(state, to) - loss(state, from, 1);
            move.cost += (state.users[to] == 0 ? instance.fetch[to] : 0)
                    - (state.users[from] == 1 ? instance.fetch[from] : 0);
        }
    }

    /** What one stream changes by a move, content aside. */
    private void weigh(Move move, Column column, int b, int v) {
        Part part = column.part();
        Mode mode = column.mode();
        int old = column.choices()[b];
        double drops = column.drops() - part.drops[b][old] + part.drops[b][v];
        double changes = part.changes[b][v] - part.changes[b][old];
        if (mode.isLinear() && mode.model().measured().isEmpty()) {
            move.cost = mode.weight() * (part.drops[b][v] - part.drops[b][old]) + changes;
        } else if (mode.model().measured().isEmpty()) {
            move.cost = mode.cost(drops) - mode.cost(column.drops()) + changes;
        } else {
            move.cost = column.with(b, v).cost() - column.cost();
        }
        move.bytes = part.ownBytes[b][v] - part.ownBytes[b][old];
        for (int r = 0; r < move.loads.length; r++) {
            move.loads[r] = mode.perNano()[r] * (part.nanos[b][v] - part.nanos[b][old])
                    + mode.perNanojoule()[r] * (part.nanojoules[b][v] - part.nanojoules[b][old]);
        }
    }

    private double gain(PlanState state, int digest) {
        return state.users[digest] == 0 ? instance.bytes[digest] : 0;
    }

    private double loss(PlanState state, int digest, int leaving) {
        return state.users[digest] == leaving ? instance.bytes[digest] : 0;
    }

    /** A move of all streams that use the same variant; listed once, at the first of them. */
    private void addGroup(PlanState state, int s, Column column, int b, int v) {
        int from = column.part().digests[b][column.choices()[b]];
        int to = column.part().digests[b][v];
        if (from == to || state.users[from] < 2 || instance.sharers[from] < 2 || state.columns.length > MOST_GROUPED) {
            return;
        }
        for (int i = 0; i < s; i++) {
            if (uses(state.columns[i], b, from)) {
                return;
            }
        }
        Move move = next(s, b, v, true, column);
        double cost = 0;
        double bytes = 0;
        double[] loads = new double[move.loads.length];
        int leaving = 0;
        for (int i = s; i < state.columns.length; i++) {
            Column user = state.columns[i];
            if (uses(user, b, from)) {
                int choice = find(user.part(), b, to);
                if (choice < 0 || !isAllowed(user, b, choice)) {
                    count--;
                    return;
                }
                weigh(move, user, b, choice);
                cost += move.cost;
                bytes += move.bytes;
                for (int r = 0; r < loads.length; r++) {
                    loads[r] += move.loads[r];
                }
                leaving++;
            }
        }
        move.cost = cost
                + (state.users[to] == 0 ? instance.fetch[to] : 0)
                - (state.users[from] == leaving ? instance.fetch[from] : 0);
        move.bytes = bytes + gain(state, to) - loss(state, from, leaving);
        System.arraycopy(loads, 0, move.loads, 0, loads.length);
    }
}
