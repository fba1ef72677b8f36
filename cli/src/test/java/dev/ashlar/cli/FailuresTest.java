/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.store.StoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Whose fault a failure is. */
class FailuresTest {
    private final StringWriter err = new StringWriter();

    private int exit(Callable<?> command) {
        return new CommandLine(CommandSpec.wrapWithoutInspection(command))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler(new Failures(false)::report)
                .execute();
    }

    @Test
    void whatTheHouseRefusesIsUnusable() {
        assertThat(exit(() -> Argument.requireInRange("share", 2, 0, 1))).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).hasToString("ashlar: The share (2.0) must lie between 0.0 and 1.0." + System.lineSeparator());
    }

    @Test
    void whatTheWorldBrokeIsUnusable() {
        assertThat(exit(() -> {
                    throw new StoreException("The store is gone.");
                }))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(err).hasToString("ashlar: The store is gone." + System.lineSeparator());
    }

    @Test
    void aPathThatNoSystemHasIsUnusable() {
        assertThat(exit(() -> Path.of("a\0b"))).isEqualTo(ExitCode.UNUSABLE);
        assertThat(err.toString()).doesNotContain("internal fault");
    }

    @Test
    void anArgumentThatThePlatformRefusesIsAFault() {
        List<Callable<?>> slips = List.of(() -> Long.parseLong("many"), () -> Side.valueOf("RIGHT"));
        for (Callable<?> slip : slips) {
            err.getBuffer().setLength(0);
            assertThat(exit(slip)).isEqualTo(ExitCode.FAULT);
            assertThat(err.toString())
                    .startsWith("ashlar: internal fault: java.")
                    .contains("ASHLAR_STACKTRACE=1");
        }
    }

    @Test
    void looksBehindAFailureThatCrossedThreads() {
        assertThat(exit(() -> {
                    throw new CompletionException(new NumberFormatException("for a test"));
                }))
                .as("made by the test, which is of the house")
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(exit(() -> {
                    try {
                        return Long.parseLong("many");
                    } catch (NumberFormatException e) {
                        throw new CompletionException(e);
                    }
                }))
                .isEqualTo(ExitCode.FAULT);
    }

    private enum Side {
        LEFT
    }
}
