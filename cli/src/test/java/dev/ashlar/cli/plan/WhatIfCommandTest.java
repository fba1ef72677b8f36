/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.cli.Given;
import dev.ashlar.cli.Launch;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.core.testing.JsonSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhatIfCommandTest {
    @TempDir
    private Path folder;

    private JsonNode suppose(String... options) throws IOException {
        List<Object> args = new ArrayList<>(List.of("whatif", "--problem", ProblemFiles.EXAMPLE, "--json"));
        args.addAll(List.of(options));
        JsonNode answer =
                new ObjectMapper().readTree(Launch.of(args.toArray()).done().out());
        assertThat(JsonSchema.documented("whatif.schema.json").faults(answer)).isEmpty();
        assertThat(JsonSchema.documented("plan.schema.json").faults(answer.path("now")))
                .isEmpty();
        assertThat(JsonSchema.documented("plan.schema.json").faults(answer.path("then")))
                .isEmpty();
        return answer;
    }

    @Test
    void supposingNothingChangesNothing() throws IOException {
        JsonNode answer = suppose();

        assertThat(answer.path("changes")).isEmpty();
        assertThat(answer.path("oneMoreMiB").doubleValue()).isNotNegative();
        assertThat(answer.path("oneMoreCore").doubleValue()).isPositive();
    }

    @Test
    void lessProcessorTimeCostsAccuracy() throws IOException {
        JsonNode answer = suppose("--cores", "0.4");

        assertThat(answer.path("changes")).isNotEmpty();
        assertThat(answer.path("then").path("objective").doubleValue())
                .isLessThan(answer.path("now").path("objective").doubleValue());
        assertThat(answer.path("then").path("used").path("cpuCores").doubleValue())
                .isLessThanOrEqualTo(0.4);
    }

    @Test
    void streamsMayLeaveAndAskForOtherThings() throws IOException {
        JsonNode answer = suppose(
                "--without", "yard-cam", "--period-ms", "door-cam=200", "--weight", "road-cam=3", "--memory", "20MiB");

        assertThat(answer.path("then").path("streams")).hasSize(2);
        assertThat(answer.path("then").path("streams").path(0).path("periodMs").doubleValue())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThat(Launch.of("whatif", "--problem", ProblemFiles.EXAMPLE, "--without", "x-cam"))
                .satisfies(launch -> assertThat(launch.exit()).isEqualTo(ExitCode.UNUSABLE))
                .satisfies(launch -> assertThat(launch.err()).contains("(x-cam)", "door-cam", "Maybe "));
        Path file = Given.text(
                folder.resolve("p.json"),
                "{\"streams\": [{\"id\": \"s\", \"model\": \"absent\", \"periodMs\": 1, \"deadlineMs\": 1}],"
                        + " \"budget\": {\"memoryKiB\": 1, \"cpuCores\": 1}}");
        assertThat(Launch.of("whatif", "--problem", file, "--store", folder.resolve("store"))
                        .err())
                .contains("$.streams[0].model", "absent", "Maybe another store is meant", "is empty")
                .doesNotContain("[]");
    }

    @Test
    void peopleGetWords() {
        assertThat(Launch.of("whatif", "--problem", ProblemFiles.EXAMPLE, "--cores", "0.4")
                        .done()
                        .out())
                .contains("Now:", "Then:", "One more MiB", "One more core");
    }
}
