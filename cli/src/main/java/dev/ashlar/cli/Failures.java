/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.core.AshlarException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what a command throws into one message and an exit code. */
final class Failures {
    private final boolean stackTraces;

    /** @param stackTraces whether the message is followed by where it happened */
    Failures(boolean stackTraces) {
        this.stackTraces = stackTraces;
    }

    /** Reports what a command threw while it ran. */
    int report(Exception thrown, CommandLine line, ParseResult parsed) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        boolean expected = failure instanceof AshlarException || isRefusal(failure);
        PrintWriter err = line.getErr();
        err.println("ashlar: " + (expected ? failure.getMessage() : "internal fault: " + failure));
        if (!expected && !stackTraces) {
            err.println("Please report this. ASHLAR_STACKTRACE=1 prints where it happened.");
        }
        trace(failure, err);
        return expected ? ExitCode.UNUSABLE : ExitCode.FAULT;
    }

    /**
     * Whether the house itself refused what it was given. An argument that the platform or a library refuses, such as
     * text that is no number, was passed on unchecked; only a path means what the user wrote.
     */
    private static boolean isRefusal(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        boolean ours = trace.length > 0 && trace[0].getClassName().startsWith("dev.ashlar.");
        return failure instanceof InvalidPathException || (ours && failure instanceof IllegalArgumentException);
    }

    /** Reports a command line that cannot be understood. */
    int reportUsage(ParameterException failure, String[] args) {
        CommandLine line = failure.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("ashlar: " + failure.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("Try: " + line.getCommandSpec().qualifiedName() + " --help");
        }
        trace(failure, err);
        return ExitCode.USAGE;
    }

    private void trace(Throwable failure, PrintWriter err) {
        if (stackTraces) {
            failure.printStackTrace(err);
        }
        err.flush();
    }
}
