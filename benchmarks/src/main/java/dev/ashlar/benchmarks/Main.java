/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks;

import dev.ashlar.benchmarks.engine.EngineCommand;
import dev.ashlar.benchmarks.offline.OfflineCommand;
import dev.ashlar.benchmarks.planner.PlannerCommand;
import dev.ashlar.benchmarks.predict.PredictCommand;
import dev.ashlar.benchmarks.serving.MeasuringCommand;
import dev.ashlar.benchmarks.serving.ServingCommand;
import dev.ashlar.core.AshlarException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ashlar bench}: the measurements, with a class path of their own. */
@Command(
        name = "ashlar bench",
        description = "Measure Ashlar against baselines.",
        mixinStandardHelpOptions = true,
        subcommands = {
            OfflineCommand.class,
            PlannerCommand.class,
            PredictCommand.class,
            EngineCommand.class,
            ServingCommand.class,
            MeasuringCommand.class
        })
public final class Main implements Runnable {
    private static final int FAULT = 1;
    private static final int UNUSABLE = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs a measurement and ends the virtual machine with 0, or as {@code ashlar} does when something fails. */
    public static void main(String[] args) {
        System.exit(line().execute(args));
    }

    /** Runs a measurement that writes to these. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return line().setOut(out).setErr(err).execute(args);
    }

    private static CommandLine line() {
        return new CommandLine(new Main()).setExecutionExceptionHandler(Main::report);
    }

    private static int report(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        boolean expected = failure instanceof AshlarException || failure instanceof IllegalArgumentException;
        line.getErr().println("ashlar: " + (expected ? failure.getMessage() : "internal fault: " + failure));
        if (!expected || "1".equals(System.getenv("ASHLAR_STACKTRACE"))) {
            failure.printStackTrace(line.getErr());
        }
        line.getErr().flush();
        return expected ? UNUSABLE : FAULT;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "A measurement must be named.");
    }
}
