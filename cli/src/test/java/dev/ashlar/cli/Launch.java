/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import dev.ashlar.cli.common.ExitCode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;

/**
 * A run of the command line in this virtual machine.
 *
 * @param exit its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record Launch(int exit, String out, String err) {

    /** Runs a command; the arguments may be of any type. */
    public static Launch of(Object... args) {
        return run(false, args);
    }

    /** Runs a command as with {@code ASHLAR_STACKTRACE=1}. */
    public static Launch tracing(Object... args) {
        return run(true, args);
    }

    private static Launch run(boolean stackTraces, Object... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] texts = Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
        int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), stackTraces, texts);
        return new Launch(exit, out.toString(), err.toString());
    }

    /** This, if it ended well. */
    public Launch done() {
        if (exit != ExitCode.DONE) {
            throw new AssertionError("exit code " + exit + ": " + err);
        }
        return this;
    }
}
