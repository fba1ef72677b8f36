/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import dev.ashlar.core.AshlarException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns what a command throws into one message and an exit code. */
final class Failures {
    private Failures() {}

    /** Reports what a command threw while it ran. */
    static int report(Exception failure, CommandLine line, ParseResult parsed) {
        boolean expected = failure instanceof AshlarException || failure instanceof IllegalArgumentException;
        PrintWriter err = line.getErr();
        err.println("ashlar: " + (expected ? failure.getMessage() : "internal fault: " + failure));
        if ("1".equals(System.getenv("ASHLAR_STACKTRACE"))) {
            failure.printStackTrace(err);
        } else if (!expected) {
            err.println("Please report this. ASHLAR_STACKTRACE=1 prints where it happened.");
        }
        err.flush();
        return expected ? ExitCode.UNUSABLE : ExitCode.FAULT;
    }

    /** Reports a command line that cannot be understood. */
    static int reportUsage(ParameterException failure, String[] args) {
        CommandLine line = failure.getCommandLine();
        line.getErr().println("ashlar: " + failure.getMessage());
        line.getErr().println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
        line.getErr().flush();
        return ExitCode.USAGE;
    }
}
