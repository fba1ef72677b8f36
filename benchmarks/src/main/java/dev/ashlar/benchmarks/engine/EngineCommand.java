/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.benchmarks.offline.About;
import dev.ashlar.blocks.Progress;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.store.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ashlar bench engine}: linked plans against whole networks, chains of sessions and other engines. */
@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = {
            "Run compositions linked, block by block and as whole networks, by this engine, by ONNX Runtime alone and by",
            "DJL; time switches; measure the memory of plans."
        })
public final class EngineCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--short", description = "Two small networks and few rounds, to see that all works.")
    private boolean quick;

    @Option(names = "--models", paramLabel = "DIR", description = "Further networks, ONNX files.")
    private @Nullable Path models;

    @Option(names = "--rounds", description = "Rounds of every race (default: ${DEFAULT-VALUE}; 8 with --short).")
    private int rounds = 40;

    @Option(names = "--only", split = ",", description = "What to measure: ratios, switches, memory, traffic.")
    private Set<String> only = new LinkedHashSet<>(LinkingStudy.PARTS);

    @Option(
            names = "--networks",
            split = ",",
            paramLabel = "NAME",
            description = "Some of the networks, such as mobile-32 or what a file is called (default: all).")
    private Set<String> networks = new LinkedHashSet<>();

    @Option(names = "--seed", description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where networks are kept (default: ~/.cache/ashlar-bench).")
    private Path work = Path.of(System.getProperty("user.home"), ".cache", "ashlar-bench");

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("bench-engine");

    @Override
    public Integer call() {
        Argument.require(
                LinkingStudy.PARTS.containsAll(only),
                "What to measure (%s) must be among %s. Maybe one is misspelt.",
                only,
                LinkingStudy.PARTS);
        Argument.require(rounds >= 2 && rounds <= 10_000, "The rounds (%d) must lie between 2 and 10000.", rounds);
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = (what, done, total) -> {
            err.println(total > 1 ? "%s (%d of %d)".formatted(what, done + 1, total) : what);
            err.flush();
        };
        if (models != null && !Files.isDirectory(models)) {
            err.println("There is no folder " + models + ": its networks are left out.");
            models = null;
        }
        DjlContender.loadFirst();
        AtomicFiles files = new AtomicFiles();
        Path folder = work.resolve("engine");
        files.makeFolders(folder);
        files.makeFolders(out);
        LinkingStudy.Options options = new LinkingStudy.Options(
                quick, quick ? Math.min(rounds, 8) : rounds, quick ? 8 : 24, models, networks, only, seed);
        LinkingResults results = new LinkingStudy(folder, options, progress)
                .run(About.of(spec.commandLine().getParseResult().originalArgs(), options));
        new LinkingReport(out).write(results);
        PrintWriter answer = spec.commandLine().getOut();
        results.findings()
                .forEach(finding -> answer.println(
                        "%-7s %s: %s".formatted(mark(finding.met()), finding.target(), finding.measured())));
        answer.println("Results are in " + out + ".");
        answer.flush();
        return 0;
    }

    private static String mark(@Nullable Boolean met) {
        return met == null ? "" : met ? "met" : "missed";
    }
}
