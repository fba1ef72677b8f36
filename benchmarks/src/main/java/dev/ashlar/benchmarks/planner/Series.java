/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.planner.Trial.Answer;
import dev.ashlar.benchmarks.planner.Trial.Problem;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.plan.Goal;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanForecast;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Plans that follow one another, as budgets change under them. */
final class Series {
    static final String FAIR = "Ashlar, max-min";
    static final Size SIZE = Size.unshared(8, 8, 6);

    /** Prices of a KiB to fetch, in weighted accuracy. */
    static final double[] PRICES = {0, 2e-7, 4e-7, 1e-6, 5e-6, 2e-5};

    /** What of the weighted mean accuracy may be given up to fetch less. */
    static final double[] TOLERANCES = {1e-4, 2e-4, 5e-4};

    private static final Duration QUICK = Duration.ofMillis(7);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final double POINTS = 100;
    private static final double CHANGE = 0.05;
    private static final double JITTER = 0.03;
    private static final double MEBIBYTE = 1048576;

    private final Solver quick;
    private final Solver proven;
    private final Trial trial;

    /**
     * @param planner ours
     * @param trial what writes down
     */
    Series(Solver planner, Trial trial) {
        this.quick = named("Ashlar in 7 ms", planner);
        this.proven = planner;
        this.trial = trial;
    }

    private static Solver named(String name, Solver solver) {
        return new Solver() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Solved solve(PlanRequest request) {
                return solver.solve(request);
            }
        };
    }

    /** Budgets that rise or fall by 5 %, answered in 7 ms, which leaves one of the 8 to end in, and to the proof. */
    void replan(int count) {
        for (Tightness tightness : Tightness.values()) {
            PlanRequest base = Instances.make(SIZE, tightness, 1);
            Random random = new Random(7);
            Set<Digest> resident = Set.of();
            Plan running = null;
            for (int i = 0; i < count; i++) {
                PlanRequest request = base.withBudget(new ResourceBudget(
                                memory(base, 1 + CHANGE * (2 * random.nextInt(2) - 1) * random.nextDouble()),
                                cores(base, 1 + CHANGE * (2 * random.nextInt(2) - 1))))
                        .withResident(resident, 1e-6)
                        .withRules(PlanRules.PLAIN.withRunning(running, 0));
                Problem soon = problem(tightness, i, request.withTimeLimit(QUICK));
                Problem whole = problem(tightness, i, request.withTimeLimit(LIMIT));
                Answer best = trial.solve(whole, proven, 0);
                Answer fast = trial.solve(soon, quick, 0);
                trial.lastIsBehind(Trial.points(best.objective() - fast.objective(), request));
                Plan plan = best.plan();
                resident = plan == null ? resident : digests(request, plan);
                running = plan == null ? running : plan;
            }
        }
    }

    /** Budgets that jitter, with several prices of switching: what is fetched, and what it costs in accuracy. */
    Map<String, Double> switching(int count) {
        Map<String, Double> numbers = new TreeMap<>();
        for (Tightness tightness : Tightness.values()) {
            PlanRequest base = Instances.make(SIZE, tightness, 2);
            for (double price : PRICES) {
                Random random = new Random(11);
                Set<Digest> resident = Set.of();
                double mebibytes = 0;
                double points = 0;
                for (int i = 0; i < count; i++) {
                    PlanRequest request = base.withBudget(new ResourceBudget(
                                    memory(base, 1 + JITTER * random.nextGaussian()),
                                    cores(base, 1 + JITTER * random.nextGaussian())))
                            .withResident(resident, i == 0 ? 0 : price)
                            .withTimeLimit(LIMIT);
                    Plan plan = trial.solve(problem(tightness, i, request), proven, 0)
                            .plan();
                    if (plan != null) {
                        PlanForecast forecast = PlanForecast.of(request, plan);
                        mebibytes += i == 0 ? 0 : forecast.fetchBytes() / MEBIBYTE;
                        points += Trial.points(forecast.value(), request) / count;
                        resident = digests(request, plan);
                    }
                }
                numbers.put("%s price %s fetched MiB".formatted(tightness, price), mebibytes / (count - 1));
                numbers.put("%s price %s accuracy points".formatted(tightness, price), points);
            }
        }
        return numbers;
    }

    /** The same budgets with tolerances: what is fetched, what it costs, and what the fewest bytes would have been. */
    Map<String, Double> tolerances(int count) {
        Map<String, Double> numbers = new TreeMap<>();
        for (Tightness tightness : Tightness.values()) {
            for (double tolerance : TOLERANCES) {
                tolerance(tightness, tolerance, count, numbers);
            }
        }
        return numbers;
    }

    private void tolerance(Tightness tightness, double tolerance, int count, Map<String, Double> numbers) {
        PlanRequest base = Instances.make(SIZE, tightness, 2);
        double weights = base.workload().streams().stream()
                .mapToDouble(StreamSpec::weight)
                .sum();
        Solver tolerant = named("Ashlar, tolerance " + tolerance, proven);
        Random random = new Random(11);
        Set<Digest> resident = Set.of();
        Plan running = null;
        double mebibytes = 0;
        double fewest = 0;
        double points = 0;
        for (int i = 0; i < count; i++) {
            PlanRequest request = base.withBudget(new ResourceBudget(
                            memory(base, 1 + JITTER * random.nextGaussian()),
                            cores(base, 1 + JITTER * random.nextGaussian())))
                    .withResident(resident, 0)
                    .withTimeLimit(LIMIT);
            PlanRules rules = PlanRules.PLAIN.withRunning(running, 0).withSwitchingTolerance(i == 0 ? 0 : tolerance);
            Plan first = proven.solve(request).plan();
            double best =
                    first == null ? Double.NaN : PlanForecast.of(request, first).value();
            Plan plan = trial.solve(problem(tightness, i, request.withRules(rules)), tolerant, 0)
                    .plan();
            if (plan == null) {
                continue;
            }
            PlanForecast forecast = PlanForecast.of(request, plan);
            points += Trial.points(best - forecast.value(), request) / count;
            if (i > 0) {
                mebibytes += forecast.fetchBytes() / MEBIBYTE / (count - 1);
                Plan least = tolerance == TOLERANCES[0] ? FewestBytes.plan(request, best - tolerance * weights) : null;
                fewest += least == null
                        ? Double.NaN
                        : PlanForecast.of(request, least).fetchBytes() / MEBIBYTE / (count - 1);
            }
            resident = digests(request, plan);
            running = plan;
        }
        String name = "%s tolerance %s".formatted(tightness, tolerance);
        numbers.put(name + " fetched MiB", mebibytes);
        numbers.put(name + " points behind the best", points);
        if (!Double.isNaN(fewest)) {
            numbers.put(name + " fewest MiB", fewest);
        }
    }

    /** The weighted sum and max-min on the same problems: what the worst stream gains, and what the mean pays. */
    Map<String, Double> maxMin(int count) {
        Map<String, Double> numbers = new TreeMap<>();
        Solver fair = named(FAIR, proven);
        for (Tightness tightness : Tightness.ALL) {
            double gain = 0;
            double cost = 0;
            for (int seed = 0; seed < count; seed++) {
                PlanRequest sum = Instances.make(SIZE, tightness, seed).withTimeLimit(LIMIT);
                PlanRequest least = sum.withRules(PlanRules.PLAIN.withGoal(Goal.MAX_MIN));
                Plan usual =
                        trial.solve(problem(tightness, seed, sum), proven, 0).plan();
                Plan even =
                        trial.solve(problem(tightness, seed, least), fair, 0).plan();
                if (usual != null && even != null) {
                    PlanForecast before = PlanForecast.of(sum, usual);
                    PlanForecast after = PlanForecast.of(sum, even);
                    gain += POINTS * (after.least() - before.least()) / count;
                    cost += Trial.points(before.value() - after.value(), sum) / count;
                }
            }
            numbers.put(tightness + " worst stream gains points", gain);
            numbers.put(tightness + " mean loses points", cost);
        }
        return numbers;
    }

    private static Problem problem(Tightness tightness, int number, PlanRequest request) {
        return new Problem(SIZE.toString(), tightness.toString(), number, request);
    }

    private static Bytes memory(PlanRequest base, double factor) {
        return Bytes.of((long) (base.budget().memory().count() * factor) / 1024 * 1024);
    }

    private static double cores(PlanRequest base, double factor) {
        return Math.round(base.budget().cpuCores() * factor * 1e4) / 1e4;
    }

    private static Set<Digest> digests(PlanRequest request, Plan plan) {
        Set<Digest> digests = new HashSet<>();
        for (StreamSpec stream : request.workload().streams()) {
            var chain = plan.chains().get(stream.id());
            if (chain != null) {
                request.model(stream).variants(chain).stream()
                        .map(PlanModel.Variant::digest)
                        .forEach(digests::add);
            }
        }
        return digests;
    }
}
