/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.common.RunFacts;
import dev.ashlar.store.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ashlar bench measuring}: what frames notice of plans that are measured in idle time. */
@Command(
        name = "measuring",
        mixinStandardHelpOptions = true,
        description = {
            "Serve frames while plans are measured in idle time, in turns with none being measured, and count the deadlines",
            "that are missed. On networks that are made up."
        })
public final class MeasuringCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--short", description = "Half a minute, to see that all works.")
    private boolean quick;

    @Option(names = "--seed", description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where networks are kept (default: ~/.cache/ashlar-bench).")
    private Path work = Path.of(System.getProperty("user.home"), ".cache", "ashlar-bench");

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("bench-measuring");

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter answer = spec.commandLine().getOut();
        Path folder = work.resolve("measuring");
        AtomicFiles files = new AtomicFiles();
        files.makeFolders(folder);
        files.makeFolders(out);
        List<String> arguments = spec.commandLine().getParseResult().originalArgs();
        Map<String, String> about = new LinkedHashMap<>(RunFacts.of(arguments));
        about.put("seed", String.valueOf(seed));
        about.put("threads", "as many workers as cores, one thread for each session");
        MeasuringResults results = new MeasuringResults(
                about,
                new MeasuringStudy(folder, quick ? 100 : 1000)
                        .run(quick ? 1 : 5, quick ? 2 : 6, seed, (what, done, total) -> {
                            err.println("%s (%d of %d)".formatted(what, done, total));
                            err.flush();
                        }));
        new MeasuringReport(out).write(results);
        results.findings()
                .forEach(finding -> answer.println("%-7s %s: %s"
                        .formatted(
                                Boolean.TRUE.equals(finding.met()) ? "met" : "missed",
                                finding.target(),
                                finding.measured())));
        answer.println("Results are in " + out + ".");
        answer.flush();
        return 0;
    }
}
