/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.common.RunFacts;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.store.AtomicFiles;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ashlar bench serving}: plans that change under load, overload, and the way of a frame. */
@Command(
        name = "serving",
        mixinStandardHelpOptions = true,
        description = {
            "Change plans under load and look at every answer and at the memory of the process; offer more frames than",
            "can be served; measure what the way of a frame costs. On networks that are made up."
        })
public final class ServingCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--short", description = "Half a minute, to see that all works.")
    private boolean quick;

    @Option(names = "--switches", description = "Plans adopted under load (default: 10000; 200 with --short).")
    private int switches;

    @Option(names = "--seed", description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "Where networks are kept (default: ~/.cache/ashlar-bench).")
    private Path work = Path.of(System.getProperty("user.home"), ".cache", "ashlar-bench");

    @Option(names = "--out", paramLabel = "DIR", description = "Where results go (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("bench-serving");

    @Override
    public Integer call() {
        int wanted = switches == 0 ? (quick ? 200 : 10_000) : switches;
        Argument.require(
                wanted >= 10 && wanted <= 1_000_000, "The switches (%d) must lie between 10 and 1000000.", wanted);
        PrintWriter err = spec.commandLine().getErr();
        PrintWriter answer = spec.commandLine().getOut();
        Path folder = work.resolve("serving");
        AtomicFiles files = new AtomicFiles();
        files.makeFolders(folder);
        files.makeFolders(out);
        ServingStudy study = new ServingStudy(folder, quick, wanted, seed, (what, done, total) -> {
            err.println("%s (%d of %d)".formatted(what, done, total));
            err.flush();
        });
        study.run(about(wanted), out).forEach(answer::println);
        answer.println("Results are in " + out + ".");
        answer.flush();
        return 0;
    }

    private Map<String, String> about(int wanted) {
        Map<String, String> about = new LinkedHashMap<>(
                RunFacts.of(spec.commandLine().getParseResult().originalArgs()));
        about.put("switches", String.valueOf(wanted));
        about.put("seed", String.valueOf(seed));
        about.put("threads", "as many workers as cores, one thread for each session");
        return about;
    }
}
