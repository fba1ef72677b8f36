/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.cli.common.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Something that cannot be used, and what is said about it.
 *
 * @param name what is wrong
 * @param attempt makes it in an empty folder and answers with the command line that is given it
 * @param said what the message must hold
 */
record Refusal(String name, Attempt attempt, List<String> said) {

    /** Makes a bad thing. */
    interface Attempt {
        List<Object> in(Path folder) throws IOException;
    }

    static Refusal refusal(String name, Attempt attempt, String... said) {
        return new Refusal(name, attempt, List.of(said));
    }

    /** Throws unless one message names the thing and advises, and everything stays as it was. */
    void check(Path folder) throws IOException {
        List<Object> args = attempt.in(folder);
        Map<String, String> before = FolderContent.of(folder);

        Launch launch = Launch.of(args.toArray());
        Launch tracing = Launch.tracing(args.toArray());

        assertThat(launch.exit()).as(launch.err()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(messages(launch)).as("one message: %s", launch.err()).hasSize(1);
        assertThat(messages(launch).get(0))
                .startsWith("ashlar: ")
                .contains(said)
                .contains("Maybe ")
                .hasSizeLessThan(1200);
        assertThat(launch.out()).isEmpty();
        assertThat(tracing.exit()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(messages(tracing).get(0)).isEqualTo(messages(launch).get(0));
        assertThat(tracing.err()).contains("\tat dev.ashlar.");
        assertThat(FolderContent.of(folder)).isEqualTo(before);
    }

    /** Lines of standard error that are neither progress nor notes. */
    private static List<String> messages(Launch launch) {
        return launch.err()
                .lines()
                .filter(line -> !line.matches("(descend|profile) \\S+: \\d+ % .*|ashlar: note: .*"))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
