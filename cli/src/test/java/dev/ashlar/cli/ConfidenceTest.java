/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.core.testing.OnnxNets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --confidence} on a network that was measured on few images, so that little is sure. */
class ConfidenceTest {
    private static final String PINNED =
            """
            {"streams": [{"id": "door", "model": "net", "periodMs": 1000, "deadlineMs": 900}],
             "budget": {"memoryKiB": 1000000, "cpuCores": 2},
             "pins": [%s]%s}
            """;

    @TempDir
    private static Path folder;

    private static Path store;

    @BeforeAll
    static void prepare() {
        Path pictures = Given.pictures(folder.resolve("pictures"), 120, 20);
        Path network = Given.network(folder.resolve("net.onnx"), OnnxNets.residual(3, 16, 16));
        store = folder.resolve("store");
        Launch.of(
                        "prepare",
                        network,
                        "--store",
                        store,
                        "--data",
                        pictures,
                        "--blocks",
                        3,
                        "--keep",
                        "0.5,0.125",
                        "--no-rank",
                        "--samples",
                        8,
                        "--rounds",
                        10,
                        "--mean",
                        0.45,
                        "--std",
                        0.2)
                .done();
    }

    private static JsonNode json(Launch launch) throws IOException {
        return new ObjectMapper().readTree(launch.done().out());
    }

    private static double accuracy(JsonNode plan) {
        return plan.path("streams").path(0).path("forecast").path("accuracy").doubleValue();
    }

    private static double quality(JsonNode reading) {
        return reading.path("quality").path("value").doubleValue();
    }

    /** A composition that was measured to lose something, on few images; every block pinned to its choice. */
    private static String unsurePins() throws IOException {
        JsonNode network =
                json(Launch.of("report", store, "--json")).path("networks").path(0);
        for (JsonNode each : network.path("measured")) {
            double quality = quality(each.path("measured"));
            if (quality > 0.1 && quality < 0.99) {
                List<String> pins = new ArrayList<>();
                for (JsonNode choice : each.path("choices")) {
                    pins.add("{\"block\": %d, \"variant\": %s}".formatted(pins.size(), choice));
                }
                return String.join(", ", pins);
            }
        }
        throw new AssertionError("No composition is unsure: " + network.path("measured"));
    }

    @Test
    void whatIfPromisesLessOfANetworkOfTheStoreTheSurerItIs() throws IOException {
        String pins = unsurePins();
        Path problem = Given.text(folder.resolve("pinned.json"), PINNED.formatted(pins, ""));
        Path sure = Given.text(folder.resolve("sure.json"), PINNED.formatted(pins, ", \"confidence\": 0.9"));

        JsonNode supposed = json(Launch.of("whatif", "-p", problem, "--store", store, "--json", "--confidence", 0.9));
        JsonNode asked = json(Launch.of("whatif", "-p", sure, "--store", store, "--json"));

        assertThat(accuracy(supposed.path("then"))).isLessThan(accuracy(supposed.path("now")));
        assertThat(accuracy(asked.path("now"))).isEqualTo(accuracy(supposed.path("then")));
    }

    @Test
    void theReportTellsWhatAPlanMadeWithItPromises() throws IOException {
        JsonNode network = json(Launch.of("report", store, "--json", "--confidence", 0.9))
                .path("networks")
                .path(0);

        assertThat(network.path("front").path("confidence").doubleValue()).isEqualTo(0.9);
        assertThat(network.path("measured")).isNotEmpty();
        Map<JsonNode, Double> measured = new HashMap<>();
        network.path("measured").forEach(each -> measured.put(each.path("choices"), quality(each.path("measured"))));
        for (JsonNode each : network.path("front").path("compositions")) {
            // What was measured counts as measured, whatever was predicted of it.
            double likely = measured.getOrDefault(each.path("choices"), quality(each.path("predicted")));
            assertThat(each.path("predicted").path("leastQuality").doubleValue())
                    .as("%s", each)
                    .isLessThanOrEqualTo(likely + 1e-9);
        }
        Path page = folder.resolve("report.html");
        Launch.of("report", store, "--out", page, "--confidence", 0.9).done();
        assertThat(page).content().contains("at least, 90.0 % sure");
    }

    @Test
    void refusesAConfidenceThatNoPlanCanBeMadeWith() {
        for (Launch launch : new Launch[] {
            Launch.of("plan", "-p", "absent.json", "--confidence", 1),
            Launch.of("whatif", "-p", "absent.json", "--confidence", 0.2),
            Launch.of("report", store, "--confidence", 0.2)
        }) {
            assertThat(launch.exit()).isEqualTo(ExitCode.USAGE);
            assertThat(launch.err()).contains("confidence", "Maybe 0.95");
        }
    }
}
