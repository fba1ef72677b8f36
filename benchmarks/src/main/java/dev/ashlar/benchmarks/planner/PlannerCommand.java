/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.common.RunFacts;
import dev.ashlar.benchmarks.planner.PlannerResults.Part;
import dev.ashlar.blocks.Progress;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.optimizer.CpSatPlanner;
import dev.ashlar.store.AtomicFiles;
import dev.ashlar.store.FileStore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ashlar bench planner}: the planner and other solvers on the same problems. */
@Command(
        name = "planner",
        mixinStandardHelpOptions = true,
        description = {
            "Solve made-up problems and LegoDNN's published profiles by Ashlar's planner, LegoDNN's formulation with PuLP",
            "and CBC, CBC and SCIP in process, plain CP-SAT and a greedy heuristic, one after the other on each problem;",
            "re-plan series, large problems, 100,000 audited problems, 10,000 solves watched for memory.",
            "Parts that are run again replace those in the folder of results."
        })
public final class PlannerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--short", description = "A minute of it, to see that all works.")
    private boolean quick;

    @Option(names = "--only", split = ",", description = "Parts to measure (default: all): ${DEFAULT-VALUE}.")
    private List<String> only = PlannerBench.ALL;

    @Option(
            names = "--profiles",
            paramLabel = "DIR",
            description = "Folder with LegoDNN's profile tables (*-server-blocks.csv, *-edge-blocks.csv).")
    private @Nullable Path profiles;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description =
                    "Also race on problems made of the networks in this store that were profiled on this machine.")
    private @Nullable Path store;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "For scripts and the solver's libraries (default: ~/.cache/ashlar-bench).")
    private Path work = Path.of(System.getProperty("user.home"), ".cache", "ashlar-bench");

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("bench-planner");

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = (what, done, total) -> {
            err.println(total > 1 ? "%s (%d of %d)".formatted(what, done, total) : what);
            err.flush();
        };
        AtomicFiles files = new AtomicFiles();
        files.makeFolders(work);
        files.makeFolders(out);
        Path file = out.resolve("results.json");
        Map<String, Part> parts = new LinkedHashMap<>(PlannerResults.read(file));
        Map<String, String> about =
                RunFacts.of(spec.commandLine().getParseResult().originalArgs());
        PlannerResults results = new PlannerResults(parts, List.of());
        Path folder = store;
        List<PlanModel> stored = folder == null
                ? List.of()
                : StoreTables.models(FileStore.open(folder), DeviceProbe.current(), progress);
        try (PlannerBench bench = new PlannerBench(
                CpSatPlanner.open(work.resolve("natives")),
                quick ? Scale.SHORT : Scale.FULL,
                work,
                profiles,
                stored,
                progress)) {
            for (String part : wanted()) {
                parts.put(part, bench.measure(part, about));
                results = new PlannerResults(parts, PlannerFindings.of(parts));
                results.write(file);
            }
        }
        new PlannerReport(out).write(results);
        PrintWriter answer = spec.commandLine().getOut();
        results.findings()
                .forEach(finding -> answer.println(
                        "%-7s %s: %s".formatted(mark(finding.met()), finding.target(), finding.measured())));
        answer.println("Results are in " + out + ".");
        answer.flush();
        return 0;
    }

    private List<String> wanted() {
        List<String> parts = new ArrayList<>(only);
        if (store == null && parts.contains(PlannerBench.STORE)) {
            throw new IllegalArgumentException(
                    "The part %s must have a store. Maybe add --store DIR.".formatted(PlannerBench.STORE));
        }
        if (store != null && !parts.contains(PlannerBench.STORE)) {
            parts.add(PlannerBench.STORE);
        }
        return parts;
    }

    private static String mark(@Nullable Boolean met) {
        return met == null ? "" : met ? "met" : "missed";
    }
}
