/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.planner.PlannerResults.Part;
import dev.ashlar.benchmarks.planner.Trial.Problem;
import dev.ashlar.blocks.Progress;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.engine.OrtBlockEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The parts of the measurement. */
final class PlannerBench implements AutoCloseable {
    static final String RACE = "race";
    static final String PROOFS = "proofs";
    static final String LARGE = "large";
    static final String SHARED = "shared";
    static final String REPLAN = "replan";
    static final String SWITCHING = "switching";
    static final String MAX_MIN = "max-min";
    static final String AUDIT = "audit";
    static final String MEMORY = "memory";

    /** All parts, in the order they are run. */
    static final List<String> ALL = List.of(RACE, PROOFS, LARGE, SHARED, REPLAN, SWITCHING, MAX_MIN, AUDIT, MEMORY);

    /** Problems made of a store; only where one is given. */
    static final String STORE = "store";

    static final String OURS = "Ashlar";

    private static final Duration PROOF_LIMIT = Duration.ofSeconds(10);
    private static final int WARM_UPS = 240;

    /** Problems of more streams are for our planner alone. */
    private static final int MOST_FOR_OTHERS = 100;

    private final Planner planner;
    private final Solver ours;
    private final Scale scale;
    private final Path work;
    private final @Nullable Path profiles;
    private final List<PlanModel> stored;
    private final Progress progress;
    private final @Nullable PulpCbc pulp;

    /**
     * @param work a folder for scripts and caches
     * @param profiles folder of LegoDNN's tables; null for none
     * @param stored networks of a store
     */
    PlannerBench(
            Planner planner,
            Scale scale,
            Path work,
            @Nullable Path profiles,
            List<PlanModel> stored,
            Progress progress) {
        this.planner = planner;
        this.ours = new OwnPlanner(OURS, planner);
        this.scale = scale;
        this.work = work;
        this.profiles = profiles;
        this.stored = List.copyOf(stored);
        this.progress = progress;
        this.pulp = PulpCbc.find(work);
        if (pulp == null) {
            progress.at("PuLP+CBC is left out: it needs Debian's coinor-cbc and python3-pulp, or their like", 0, 1);
        }
        warmUp();
    }

    /** Lets the virtual machine compile what is measured: small problems, every fourth as of the series or shared. */
    private void warmUp() {
        Trial trial = new Trial();
        for (int i = 0; i < WARM_UPS; i++) {
            Tightness tightness = Tightness.ALL.get(i % Tightness.ALL.size());
            Size size = List.of(Series.SIZE, Size.unshared(3, 6, 5), new Size(9, 3, 8, 6), Size.unshared(3, 6, 5))
                    .get(i % 4);
            trial.solve(problem(size, tightness, 1000 + i, Duration.ofSeconds(2)), ours, 0);
        }
    }

    /** Measures one part. */
    Part measure(String part, Map<String, String> about) {
        Trial trial = new Trial();
        Map<String, Double> numbers = new TreeMap<>();
        switch (part) {
            case RACE -> race(trial);
            case STORE -> store(trial);
            case PROOFS -> proofs(trial);
            case LARGE -> numbers.putAll(timed(trial, scale.large(), List.of(ours, new Greedy())));
            case SHARED ->
                numbers.putAll(timed(
                        trial, scale.shared(), List.of(ours, new Greedy(), new PlainCpSat("CP-SAT, 1 worker", 1))));
            case REPLAN -> new Series(ours, trial).replan(scale.replans());
            case SWITCHING -> {
                numbers.putAll(new Series(ours, trial).switching(scale.switches()));
                numbers.putAll(new Series(ours, trial).tolerances(scale.switches()));
            }
            case MAX_MIN -> numbers.putAll(new Series(ours, trial).maxMin(scale.raceSeeds()));
            case AUDIT -> numbers.putAll(new Soak(planner).audit(scale.audits(), count("audit", scale.audits())));
            case MEMORY -> numbers.putAll(memory());
            default ->
                throw new IllegalArgumentException(
                        "The part (%s) must be one of %s. Maybe leave --only out.".formatted(part, ALL));
        }
        return trial.part(about, numbers);
    }

    private Map<String, Double> memory() {
        try (BlockEngine probe = OrtBlockEngine.open(work.resolve("prepared"))) {
            return new Soak(planner).memory(scale.solves(), probe, count("memory", scale.solves()));
        }
    }

    private IntConsumer count(String what, int total) {
        int step = Math.max(1, total / 10);
        return done -> {
            if (done % step == 0) {
                progress.at(what, done, total);
            }
        };
    }

    private List<Solver> everybody() {
        List<Solver> solvers = new ArrayList<>(List.of(
                ours,
                new MipSolver("CBC"),
                new MipSolver("SCIP"),
                new PlainCpSat("CP-SAT, 1 worker", 1),
                new PlainCpSat("CP-SAT", null),
                new Greedy()));
        if (pulp != null) {
            solvers.add(pulp);
        }
        return solvers;
    }

    private void race(Trial trial) {
        List<Solver> solvers = everybody();
        // Everybody loads its libraries and compiles its code before anything counts.
        trial.race(problem(Size.unshared(2, 6, 4), Tightness.MEDIUM, 999, scale.raceLimit()), solvers);
        trial.forget();
        for (Size size : scale.raceSizes()) {
            for (int seed = 0; seed < scale.raceSeeds(); seed++) {
                progress.at("race " + size, seed, scale.raceSeeds());
                for (Tightness tightness : Tightness.ALL) {
                    trial.race(problem(size, tightness, seed, scale.raceLimit()), solvers);
                }
            }
        }
        Path folder = profiles;
        if (folder != null && LegoTables.areIn(folder)) {
            for (int streams : List.of(3, 9)) {
                progress.at("race LegoDNN's tables", streams, 9);
                for (Tightness tightness : Tightness.ALL) {
                    for (int seed = 0; seed < scale.raceSeeds(); seed++) {
                        PlanRequest request = LegoTables.problem(folder, streams, tightness, seed)
                                .withTimeLimit(scale.raceLimit());
                        trial.race(
                                new Problem("LegoDNN tables " + streams, tightness.toString(), seed, request), solvers);
                    }
                }
            }
        }
    }

    /** Each network once and three times, told plainly to everybody and in full to ours. */
    private void store(Trial trial) {
        List<PlanModel> plain = stored.stream().map(StoreTables::plain).toList();
        List<Solver> solvers = everybody();
        trial.race(problem(Size.unshared(2, 6, 4), Tightness.MEDIUM, 999, scale.raceLimit()), solvers);
        trial.forget();
        for (int streams : List.of(stored.size(), 3 * stored.size())) {
            for (int seed = 0; seed < scale.raceSeeds(); seed++) {
                progress.at("store, streams", streams, 3L * stored.size());
                for (Tightness tightness : Tightness.ALL) {
                    trial.race(stored("plain", plain, streams, tightness, seed), solvers);
                    trial.race(stored("in full", stored, streams, tightness, seed), List.of(ours));
                }
            }
        }
    }

    private Problem stored(String how, List<PlanModel> models, int streams, Tightness tightness, long seed) {
        return new Problem(
                "%d of the store, %s".formatted(streams, how),
                tightness.toString(),
                seed,
                StoreTables.problem(models, streams, tightness, seed).withTimeLimit(scale.raceLimit()));
    }

    private void proofs(Trial trial) {
        for (Size size : scale.proofs()) {
            for (int seed = 0; seed < scale.proofSeeds(); seed++) {
                progress.at("proofs " + size, seed, scale.proofSeeds());
                for (Tightness tightness : Tightness.ALL) {
                    trial.race(problem(size, tightness, seed, PROOF_LIMIT), List.of(ours));
                }
            }
        }
    }

    /** What each problem was limited to. */
    private Map<String, Double> timed(Trial trial, List<Scale.Timed> problems, List<Solver> solvers) {
        Map<String, Double> limits = new TreeMap<>();
        for (Scale.Timed timed : problems) {
            Duration limit = Duration.ofMillis(timed.millis());
            limits.put(PlannerFindings.LIMIT + timed.size(), (double) timed.millis());
            // Code for a size that was never seen is compiled first.
            new Trial().solve(problem(timed.size(), Tightness.MEDIUM, 99, limit), ours, 0);
            for (int seed = 0; seed < scale.largeSeeds(); seed++) {
                progress.at("within " + timed.millis() + " ms: " + timed.size(), seed, scale.largeSeeds());
                for (Tightness tightness : Tightness.ALL) {
                    Problem problem = problem(timed.size(), tightness, seed, limit);
                    trial.race(problem, timed.size().streams() <= MOST_FOR_OTHERS ? solvers : List.of(ours));
                }
            }
        }
        return limits;
    }

    private static Problem problem(Size size, Tightness tightness, long seed, Duration limit) {
        return new Problem(
                size.toString(),
                tightness.toString(),
                seed,
                Instances.make(size, tightness, seed).withTimeLimit(limit));
    }

    @Override
    public void close() {
        if (pulp != null) {
            pulp.close();
        }
    }
}
