/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The moves that are possible from a choice of chains, listed anew only where that changed. */
final class Moves {
    private static final int MOST_GROUPED = 128;
    private static final int MOST_POOLED = 24;

    /** The first {@link #count} are those of the last {@link #collect}. */
    Move[] all = new Move[256];

    int count;

    private final Instance instance;
    private final List<List<Column>> pool = new ArrayList<>();
    private final @Nullable Listed[] lists;
    private final boolean coupled;

    Moves(Instance instance) {
        this.instance = instance;
        for (int s = 0; s < instance.streams.size(); s++) {
            pool.add(new ArrayList<>());
        }
        this.lists = new Listed[instance.streams.size()];
        this.coupled = instance.hasShared();
    }

    /** Remembers chains that were the cheapest of their streams at some prices; they are moves of whole chains. */
    void remember(Column[] columns) {
        if (columns.length > MOST_GROUPED) {
            return;
        }
        for (int s = 0; s < columns.length; s++) {
            List<Column> known = pool.get(s);
            Column column = columns[s];
            if (known.size() < MOST_POOLED && !holds(known, column)) {
                known.add(column);
            }
        }
    }

    private static boolean holds(List<Column> known, Column column) {
        for (Column other : known) {
            if (other.isSameAs(column)) {
                return true;
            }
        }
        return false;
    }

    /** Lists all moves that keep deadlines and floors; of streams that share nothing only where their chain changed. */
    void collect(PlanState state) {
        count = 0;
        for (int s = 0; s < state.columns.length; s++) {
            Column column = state.columns[s];
            int known = pool.get(s).size();
            Listed listed = lists[s];
            if (listed == null || coupled || !listed.isOf(column, known)) {
                listed = listed == null ? new Listed(instance.budgets.length) : listed;
                lists[s] = listed;
                listed.start(column, known);
                list(state, s, column, listed);
            }
            if (count + listed.size > all.length) {
                all = Arrays.copyOf(all, 2 * (count + listed.size));
            }
            System.arraycopy(listed.moves, 0, all, count, listed.size);
            count += listed.size;
        }
    }

    private void list(PlanState state, int s, Column column, Listed listed) {
        for (Column other : pool.get(s)) {
            if (!other.isSameAs(column)) {
                addWhole(state, s, column, other, listed);
            }
        }
        for (int b = 0; b < column.choices().length; b++) {
            for (int v = 0; v < column.part().nanos[b].length; v++) {
                if (v != column.choices()[b]) {
                    addSingle(state, s, column, b, v, listed);
                    addGroup(state, s, column, b, v, listed);
                }
            }
        }
    }

    /** A move to another whole chain, weighed by making it and taking it back. */
    private void addWhole(PlanState state, int s, Column column, Column other, Listed listed) {
        Move move = listed.next(s, 0, 0, false, column);
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

    private void addSingle(PlanState state, int s, Column column, int b, int v, Listed listed) {
        if (!isAllowed(column, b, v)) {
            return;
        }
        Move move = listed.next(s, b, v, false, column);
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
    private void addGroup(PlanState state, int s, Column column, int b, int v, Listed listed) {
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
        Move move = listed.next(s, b, v, true, column);
        double cost = 0;
        double bytes = 0;
        double[] loads = new double[move.loads.length];
        int leaving = 0;
        for (int i = s; i < state.columns.length; i++) {
            Column user = state.columns[i];
            if (uses(user, b, from)) {
                int choice = find(user.part(), b, to);
                if (choice < 0 || !isAllowed(user, b, choice)) {
                    listed.dropLast();
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

    static int target(Move move) {
        return move.column.part().digests[move.block][move.choice];
    }

    static boolean uses(Column column, int block, int digest) {
        return block < column.choices().length && column.part().digests[block][column.choices()[block]] == digest;
    }

    static int find(Part part, int block, int digest) {
        for (int v = 0; v < part.digests[block].length; v++) {
            if (part.digests[block][v] == digest) {
                return v;
            }
        }
        return -1;
    }

    /** The moves of one stream, and what they were listed for. */
    private static final class Listed {
        private final int rows;
        private Move[] moves = new Move[64];
        private int size;
        private @Nullable Column column;
        private int known;

        Listed(int rows) {
            this.rows = rows;
        }

        boolean isOf(Column now, int chains) {
            return column != null && now.isSameAs(column) && chains == known;
        }

        void start(Column now, int chains) {
            column = now;
            known = chains;
            size = 0;
        }

        Move next(int stream, int block, int choice, boolean group, Column from) {
            if (size == moves.length) {
                moves = Arrays.copyOf(moves, 2 * size);
            }
            Move move = moves[size];
            if (move == null) {
                move = new Move(stream, block, choice, group, from, new double[rows]);
                moves[size] = move;
            }
            move.stream = stream;
            move.block = block;
            move.choice = choice;
            move.group = group;
            move.column = from;
            move.target = null;
            size++;
            return move;
        }

        void dropLast() {
            size--;
        }
    }
}
