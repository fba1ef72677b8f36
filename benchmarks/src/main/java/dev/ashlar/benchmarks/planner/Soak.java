/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** Many solves: that none breaks a limit, and that none keeps memory. */
final class Soak {
    private static final Duration LIMIT = Duration.ofMillis(200);

    private final Planner planner;

    Soak(Planner planner) {
        this.planner = planner;
    }

    /** Plans random problems of every kind and counts what the audit finds. */
    Map<String, Double> audit(int count, IntConsumer progress) {
        Map<String, Double> numbers = new TreeMap<>();
        for (int seed = 0; seed < count; seed++) {
            progress.accept(seed);
            PlanRequest request = random(seed);
            int violations = planner.plan(request)
                    .fold(
                            feasible -> {
                                add(numbers, feasible.isOptimal() ? "optimal" : "feasible", 1);
                                return PlanAudit.violations(request, feasible.plan())
                                        .size();
                            },
                            infeasible -> counted(numbers, "infeasible"),
                            undecided -> counted(numbers, "undecided"));
            add(numbers, "violations", violations);
        }
        numbers.put("problems", (double) count);
        return numbers;
    }

    private static int counted(Map<String, Double> numbers, String name) {
        add(numbers, name, 1);
        return 0;
    }

    private static void add(Map<String, Double> numbers, String name, int more) {
        numbers.merge(name, (double) more, Double::sum);
    }

    /** A small problem, often with a price of switching, a floor, or budgets that nothing meets. */
    private static PlanRequest random(int seed) {
        Random random = new Random(seed);
        int streams = 1 + random.nextInt(5);
        Size size = new Size(streams, 1 + random.nextInt(streams), 1 + random.nextInt(5), 2 + random.nextInt(4));
        Tightness tightness = Tightness.ALL.get(random.nextInt(Tightness.ALL.size()));
        PlanRequest request = Instances.make(size, tightness, seed).withTimeLimit(LIMIT);
        List<StreamSpec> specs = new ArrayList<>(request.workload().streams());
        if (random.nextInt(4) == 0) {
            StreamSpec first = specs.get(0);
            double base = request.model(first).baseAccuracy();
            specs.set(0, first.withAccuracyFloor(Math.min(1, base - 0.08 * random.nextDouble())));
        }
        double squeeze = 0.6 + 0.8 * random.nextDouble();
        PlanRequest changed = new PlanRequest(
                Workload.of(specs),
                request.models(),
                request.budget().withCpuCores(request.budget().cpuCores() * squeeze),
                request.resident(),
                0,
                LIMIT,
                seed);
        return random.nextBoolean()
                ? changed
                : changed.withResident(someDigests(request, random), 1e-6 * random.nextInt(50));
    }

    private static Set<Digest> someDigests(PlanRequest request, Random random) {
        Set<Digest> some = new HashSet<>();
        request.models().values().stream()
                .flatMap(model -> model.blocks().stream())
                .flatMap(block -> block.variants().stream())
                .sorted(Comparator.comparing(variant -> variant.digest()))
                .forEach(variant -> {
                    if (random.nextInt(3) == 0) {
                        some.add(variant.digest());
                    }
                });
        return some;
    }

    /**
     * Plans one problem after the other, of networks that streams share, for which CP-SAT is needed, and watches the
     * native memory of the process.
     *
     * @param probe tells what the process occupies
     */
    Map<String, Double> memory(int solves, BlockEngine probe, IntConsumer progress) {
        Map<String, Double> numbers = new TreeMap<>();
        Size size = new Size(6, 2, 8, 6);
        int warm = Math.max(1, solves / 10);
        for (int i = 0; i < solves; i++) {
            progress.accept(i);
            PlanRequest request = Instances.make(size, Tightness.ALL.get(i % 3), i % 50);
            PlanOutcome outcome = planner.plan(request);
            if (outcome instanceof PlanOutcome.Infeasible) {
                add(numbers, "infeasible", 1);
            }
            if (i == warm || i == solves - 1) {
                probe.trim();
                ProcessMemory memory = probe.memory();
                if (memory != null) {
                    numbers.put("native MiB after %05d".formatted(i + 1), memory.nativeBytes() / 1048576.0);
                }
            }
        }
        numbers.put("solves", (double) solves);
        return numbers;
    }
}
