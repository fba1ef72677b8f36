/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.workload.StreamId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A choice of one chain for every stream, with what it costs and takes, kept up to date as chains are exchanged. */
final class PlanState {
    private static final double SLACK = 1e-9;

    final Instance instance;
    final Column[] columns;

    /** How many chosen blocks use a digest. */
    final int[] users;

    final double[] loads;
    long bytes;
    double cost;

    PlanState(Instance instance, Column[] columns) {
        this.instance = instance;
        this.columns = columns.clone();
        this.users = new int[instance.bytes.length];
        this.loads = new double[instance.budgets.length];
        for (Column column : columns) {
            enter(column);
        }
    }

    PlanState copy() {
        return new PlanState(instance, columns);
    }

    /** Serves a stream by another chain. */
    void set(int stream, Column column) {
        leave(columns[stream]);
        columns[stream] = column;
        enter(column);
    }

    private void enter(Column column) {
        cost += column.cost();
        bytes += column.ownBytes();
        for (int r = 0; r < loads.length; r++) {
            loads[r] += column.loads()[r];
        }
        if (column.mode().network() >= 0) {
            use(column.mode().network());
        }
        for (int b = 0; b < column.choices().length; b++) {
            use(column.part().digests[b][column.choices()[b]]);
        }
    }

    private void leave(Column column) {
        cost -= column.cost();
        bytes -= column.ownBytes();
        for (int r = 0; r < loads.length; r++) {
            loads[r] -= column.loads()[r];
        }
        if (column.mode().network() >= 0) {
            free(column.mode().network());
        }
        for (int b = 0; b < column.choices().length; b++) {
            free(column.part().digests[b][column.choices()[b]]);
        }
    }

    private void use(int digest) {
        if (users[digest]++ == 0) {
            bytes += instance.bytes[digest];
            cost += instance.fetch[digest];
        }
    }

    private void free(int digest) {
        if (--users[digest] == 0) {
            bytes -= instance.bytes[digest];
            cost -= instance.fetch[digest];
        }
    }

    /** How far a load row is above its budget; 0 if it is not. */
    double excess(int row) {
        double over = loads[row] - instance.budgets[row];
        return over > SLACK * instance.budgets[row] ? over : 0;
    }

    long excessBytes() {
        return Math.max(0, bytes - instance.memory);
    }

    /** Whether it keeps all budgets, to rounding; the audit decides what is closer. */
    boolean fits() {
        for (int r = 0; r < loads.length; r++) {
            if (excess(r) > 0) {
                return false;
            }
        }
        return bytes <= instance.memory;
    }

    /** Makes the cost that of the plan in every digit, also where content was measured with different bytes. */
    PlanState exactly() {
        if (instance.uneven) {
            cost = -PlanForecast.of(instance.request, plan()).netValue(instance.request);
        }
        return this;
    }

    Plan plan() {
        Map<StreamId, BlockChain> chains = new HashMap<>();
        Map<StreamId, Duration> periods = new HashMap<>();
        for (int s = 0; s < columns.length; s++) {
            Column column = columns[s];
            StreamId id = instance.streams.get(s).id();
            chains.put(id, column.mode().chain(column.part(), column.choices()));
            if (!column.mode().period().equals(instance.streams.get(s).period())) {
                periods.put(id, column.mode().period());
            }
        }
        return new Plan(0, chains, Map.of(), periods, List.of());
    }
}
