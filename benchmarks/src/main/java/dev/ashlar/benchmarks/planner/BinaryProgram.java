/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * A problem as every solver of 0/1 programs is given it: LegoDNN's rows, written down for all streams at once.
 *
 * <p>One variable for each variant of each block of each stream, exactly one of a block chosen, the least loss; one row of
 * time for each stream, one of processor time and one of memory for all. A digest with several users has a variable of
 * its own, which each of them implies. Written anew from the problem: it shares no code with the planner.
 */
final class BinaryProgram {
    /*
     * Times in microseconds, memory in KiB, processor time in microseconds per 200 ms, which the periods divide: whole
     * numbers, so that no solver can pass a limit by rounding.
     */
    private static final long COMMON_PERIOD = 200_000_000;
    private static final int NANOS = 1000;
    private static final int KIB = 1024;

    private final PlanRequest request;
    private final List<Double> costs = new ArrayList<>();
    private final List<int[]> groups = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<int[]> implications = new ArrayList<>();

    /** A sum of numbers times variables that must not exceed a bound. */
    record Row(List<Integer> variables, List<Long> numbers, long bound) {}

    private record Terms(List<Integer> variables, List<Long> numbers) {
        Terms() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        void add(int variable, long number) {
            variables.add(variable);
            numbers.add(number);
        }

        Row atMost(long bound) {
            return new Row(variables, numbers, bound);
        }
    }

    BinaryProgram(PlanRequest request) {
        this.request = request;
        Terms cpu = new Terms();
        long cpuBound = (long) Math.floor(request.budget().cpuCores() * (COMMON_PERIOD / NANOS) + 1e-6);
        Map<Digest, List<Integer>> users = new LinkedHashMap<>();
        Map<Digest, Long> bytes = new HashMap<>();
        Set<ModelId> used = new HashSet<>();
        long free = request.budget().memory().count();
        for (StreamSpec stream : request.workload().streams()) {
            PlanModel model = request.model(stream);
            long times = COMMON_PERIOD / stream.period().toNanos();
            cpuBound -= times * (model.fixedNanos() / NANOS);
            free -= used.add(model.id()) ? model.fixedBytes() : 0;
            Terms time = new Terms();
            for (PlanModel.PlanBlock block : model.blocks()) {
                int[] group = new int[block.variants().size()];
                for (int v = 0; v < group.length; v++) {
                    Variant variant = block.variants().get(v);
                    int variable = variable(stream.weight() * variant.accuracyDrop());
                    group[v] = variable;
                    time.add(variable, variant.nanos() / NANOS);
                    cpu.add(variable, times * (variant.nanos() / NANOS));
                    users.computeIfAbsent(variant.digest(), unseen -> new ArrayList<>())
                            .add(variable);
                    bytes.merge(variant.digest(), variant.bytes(), Math::max);
                }
                groups.add(group);
            }
            rows.add(time.atMost((stream.deadline().toNanos() - model.fixedNanos()) / NANOS));
        }
        rows.add(cpu.atMost(cpuBound));
        rows.add(memory(users, bytes, free));
    }

    private int variable(double cost) {
        costs.add(cost);
        return costs.size() - 1;
    }

    private Row memory(Map<Digest, List<Integer>> users, Map<Digest, Long> bytes, long free) {
        Terms memory = new Terms();
        users.forEach((digest, variables) -> {
            long size = bytes.getOrDefault(digest, 0L);
            double price = request.resident().contains(digest) ? 0 : request.switchingCostPerKiB() * size / KIB;
            int user = variables.get(0);
            if (variables.size() == 1) {
                costs.set(user, costs.get(user) + price);
                memory.add(user, size / KIB);
            } else {
                int own = variable(price);
                variables.forEach(each -> implications.add(new int[] {each, own}));
                memory.add(own, size / KIB);
            }
        });
        return memory.atMost(Math.floorDiv(free, KIB));
    }

    /** What each variable costs if chosen. */
    List<Double> costs() {
        return costs;
    }

    /** Variables of which exactly one is chosen. */
    List<int[]> groups() {
        return groups;
    }

    List<Row> rows() {
        return rows;
    }

    /** Pairs of variables of which the second is chosen if the first is. */
    List<int[]> implications() {
        return implications;
    }

    /** The plan that a solver's answer is. */
    Plan plan(IntPredicate chosen) {
        Map<StreamId, BlockChain> chains = new HashMap<>();
        int at = 0;
        for (StreamSpec stream : request.workload().streams()) {
            PlanModel model = request.model(stream);
            List<DescendantId> choices = new ArrayList<>();
            for (PlanModel.PlanBlock block : model.blocks()) {
                int[] group = groups.get(at++);
                for (int v = 0; v < group.length; v++) {
                    if (chosen.test(group[v])) {
                        choices.add(block.variants().get(v).id());
                    }
                }
            }
            chains.put(stream.id(), new BlockChain(model.id(), choices));
        }
        return Plan.of(chains);
    }
}
