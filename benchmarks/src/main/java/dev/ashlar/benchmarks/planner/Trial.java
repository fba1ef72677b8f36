/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.common.CpuClock;
import dev.ashlar.benchmarks.planner.PlannerResults.Sample;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanAudit;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Times solves, and judges every answer by the same audit and the same arithmetic, whoever gave it. */
final class Trial {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;
    private static final double POINTS = 100;

    private final CpuClock clock = CpuClock.process();
    private final List<Sample> samples = new ArrayList<>();

    /**
     * A problem and where it comes from.
     *
     * @param size for tables
     * @param tightness for tables
     * @param seed of it, or its number in a series
     * @param request itself
     */
    record Problem(String size, String tightness, long seed, PlanRequest request) {}

    /**
     * One answer.
     *
     * @param plan null if there is none
     * @param objective of the plan; 0 if there is none
     */
    record Answer(@Nullable Plan plan, double objective) {}

    /** Has a problem solved by each in turn, one after the other, and writes down how far each stays behind the best. */
    void race(Problem problem, List<? extends Solver> solvers) {
        int first = samples.size();
        for (int i = 0; i < solvers.size(); i++) {
            // Nobody is always first, nor always behind the same other.
            solve(problem, solvers.get((int) Math.floorMod(i + problem.seed(), (long) solvers.size())), 0);
        }
        double best = Double.NEGATIVE_INFINITY;
        for (Sample sample : samples.subList(first, samples.size())) {
            best = sample.objective() == null || sample.violations() > 0 ? best : Math.max(best, sample.objective());
        }
        for (int i = first; i < samples.size(); i++) {
            samples.set(i, judged(samples.get(i), best, problem.request()));
        }
    }

    private static Sample judged(Sample sample, double best, PlanRequest request) {
        return new Sample(
                sample.size(),
                sample.tightness(),
                sample.seed(),
                sample.solver(),
                sample.millis(),
                sample.cpuMillis(),
                sample.objective(),
                sample.isProven(),
                sample.gap(),
                sample.objective() == null ? null : points(best - sample.objective(), request),
                sample.violations());
    }

    /** A difference of objectives as points of the weighted mean of a stream. */
    static double points(double difference, PlanRequest request) {
        double weights = request.workload().streams().stream()
                .mapToDouble(StreamSpec::weight)
                .sum();
        return POINTS * difference / weights;
    }

    /** Has a problem solved by one, and writes it down as so many points behind the best. */
    Answer solve(Problem problem, Solver solver, double pointsBehind) {
        double cpu = clock.seconds();
        long began = System.nanoTime();
        Solver.Solved solved = solver.solve(problem.request());
        long passed = System.nanoTime() - began;
        double spent = MILLIS_PER_SECOND * (clock.seconds() - cpu);
        Long counted = solved.nanos();
        Plan plan = solved.plan();
        Double objective =
                plan == null ? null : PlanForecast.of(problem.request(), plan).objective(problem.request());
        samples.add(new Sample(
                problem.size(),
                problem.tightness(),
                problem.seed(),
                solver.name(),
                (counted == null ? passed : counted) / NANOS_PER_MILLI,
                spent,
                objective,
                solved.isProven(),
                objective == null || Double.isInfinite(solved.bound())
                        ? null
                        : Math.max(0, solved.bound() - objective) / Math.max(1e-9, Math.abs(objective)),
                plan == null ? null : pointsBehind,
                plan == null ? 0 : PlanAudit.violations(problem.request(), plan).size()));
        return new Answer(plan, objective == null ? 0 : objective);
    }

    /** Changes how far the last answer is said to stay behind the best. */
    void lastIsBehind(double points) {
        int last = samples.size() - 1;
        Sample sample = samples.get(last);
        samples.set(
                last,
                new Sample(
                        sample.size(),
                        sample.tightness(),
                        sample.seed(),
                        sample.solver(),
                        sample.millis(),
                        sample.cpuMillis(),
                        sample.objective(),
                        sample.isProven(),
                        sample.gap(),
                        sample.objective() == null ? null : points,
                        sample.violations()));
    }

    /** Forgets what was written down so far, which was to warm up. */
    void forget() {
        samples.clear();
    }

    /** All that was written down, with other numbers. */
    PlannerResults.Part part(Map<String, String> about, Map<String, Double> numbers) {
        return new PlannerResults.Part(about, samples, numbers);
    }
}
