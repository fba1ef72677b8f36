/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
        name = "ashlar",
        description = "Elastic vision networks: one descendant per block, for all networks together, under one budget.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 done; 1 a fault of Ashlar itself; 2 wrong usage; 3 something given cannot be used;",
            "4 the demo lost count of a frame. A stack trace is printed with ASHLAR_STACKTRACE=1."
        })
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs a command and ends the virtual machine with its exit code. */
    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command and answers with its exit code. */
    public static int run(String... args) {
        CommandLine line = new CommandLine(new Main());
        Commands.register(line);
        line.setExecutionExceptionHandler(Failures::report);
        line.setParameterExceptionHandler(Failures::reportUsage);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        return line.execute(args);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "A command must be named.");
    }
}
