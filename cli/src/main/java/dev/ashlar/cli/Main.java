/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import dev.ashlar.cli.common.ExitCode;
import java.io.PrintWriter;
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
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:Done.",
            "1:A fault of Ashlar itself.",
            "2:Wrong usage.",
            "3:Something given cannot be used: a file, a network, a folder, a budget.",
            "4:The demo lost count of a frame.",
            "5:A profile that was checked is out of date."
        },
        footer = {"", "ASHLAR_STACKTRACE=1 prints where a failure happened."})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs a command and ends the virtual machine with its exit code. */
    public static void main(String[] args) {
        boolean stackTraces = "1".equals(System.getenv("ASHLAR_STACKTRACE"));
        System.exit(execute(line(stackTraces), args));
    }

    /**
     * Runs a command that writes to these, and answers with its {@link ExitCode}.
     *
     * @param stackTraces whether the message of a failure is followed by where it happened
     */
    public static int run(PrintWriter out, PrintWriter err, boolean stackTraces, String... args) {
        return execute(line(stackTraces).setOut(out).setErr(err), args);
    }

    private static CommandLine line(boolean stackTraces) {
        Failures failures = new Failures(stackTraces);
        CommandLine line = new CommandLine(new Main());
        Commands.register(line);
        return line.setExecutionExceptionHandler(failures::report)
                .setParameterExceptionHandler(failures::reportUsage)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    private static int execute(CommandLine line, String... args) {
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            line.getErr()
                    .println(
                            "ashlar: out of memory (" + e.getMessage()
                                    + "). Maybe give it more by ASHLAR_JAVA_OPTS=-Xmx4g, or fewer --samples or a smaller --input.");
            return ExitCode.UNUSABLE;
        }
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "A command must be named.");
    }
}
