/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.cli.Given;
import dev.ashlar.cli.Launch;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.core.testing.JsonSchema;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ashlar plan} reads and prints is what the schemas say, and its numbers hold. */
class PlanCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private JsonNode plan(String problem) throws IOException {
        Path file = Given.text(folder.resolve("problem.json"), problem);
        Launch launch = Launch.of("plan", "--problem", file, "--json").done();
        JsonNode answer = JSON.readTree(launch.out());
        assertThat(JsonSchema.documented("plan.schema.json").faults(answer))
                .as("%s", answer)
                .isEmpty();
        return answer;
    }

    @Test
    void theExampleIsAsItsSchemaSaysAndIsSolved() throws IOException {
        JsonNode problem = JSON.readTree(ProblemFiles.example());
        assertThat(JsonSchema.documented("problem.schema.json").faults(problem)).isEmpty();

        JsonNode answer = plan(ProblemFiles.example());

        assertThat(answer.path("status").textValue()).isEqualTo("optimal");
        assertThat(answer.path("gap").doubleValue()).isZero();
        assertThat(answer.path("streams")).hasSize(3);
        assertThat(answer.path("streams").path(2).path("id").textValue()).isEqualTo("road-cam");
    }

    @Test
    void everyAnswerIsWhatItSaysAndNoneIsBetter() throws IOException {
        JsonSchema schema = JsonSchema.documented("problem.schema.json");
        int plans = 0;
        for (long seed = 0; seed < 120; seed++) {
            ObjectNode problem = ProblemFiles.random(seed);
            assertThat(schema.faults(problem)).as("seed %d", seed).isEmpty();
            JsonNode answer = plan(problem.toString());
            Recount recount = new Recount(problem);
            BigDecimal best = recount.best();
            if (best == null) {
                assertThat(answer.path("status").textValue())
                        .as("seed %d", seed)
                        .isEqualTo("infeasible");
                continue;
            }
            plans++;
            assertThat(answer.path("status").textValue()).as("seed %d", seed).isEqualTo("optimal");
            BigDecimal counted = recount.objective(recount.choice(answer));
            assertThat(counted).as("seed %d: %s", seed, answer).isNotNull();
            assertThat(answer.path("objective").doubleValue())
                    .as("seed %d", seed)
                    .isCloseTo(counted.doubleValue(), within(1e-9))
                    .isCloseTo(best.doubleValue(), within(1e-9));
        }
        assertThat(plans).isBetween(30, 119);
    }

    @Test
    void equalProblemsHaveEqualAnswersInWhateverOrderTheirFieldsStand() throws IOException {
        ObjectNode problem = ProblemFiles.random(11);
        ObjectNode turned = JSON.createObjectNode();
        turned.set("budget", problem.get("budget"));
        turned.set("streams", problem.get("streams"));
        turned.setAll(problem);

        assertThat(plan(turned.toString()).path("streams"))
                .isEqualTo(plan(problem.toString()).path("streams"));
    }

    @Test
    void thatNothingFitsIsAnAnswerThatSaysWhatIsShort() throws IOException {
        JsonNode answer = plan(ProblemFiles.example().replace("\"memoryKiB\": 14000", "\"memoryKiB\": 100"));

        assertThat(answer.path("status").textValue()).isEqualTo("infeasible");
        assertThat(answer.path("shortfalls").path(0).path("what").textValue()).isEqualTo("memory");
    }

    @Test
    void aPlanInForceStaysUnlessAnotherIsBetterByWhatAChangeCosts() throws IOException {
        JsonNode first = plan(ProblemFiles.example());
        String less = ProblemFiles.example().replace("\"cpuCores\": 0.55", "\"cpuCores\": 0.5");
        String more = less.replace("\"cpuCores\": 0.5", "\"cpuCores\": 5, \"powerW\": 1000")
                .replace("\"memoryKiB\": 14000", "\"memoryKiB\": 99000");
        String running = "\"running\": " + first.path("streams") + ", \"changeCostPerBlock\": ";

        JsonNode cheap = plan(more.replace("\"seed\"", running + "0, \"seed\""));
        assertThat(cheap.path("explanation").path("changes").toString()).contains("door-cam", " -> original");
        assertThat(cheap.path("used").path("changedBlocks").intValue()).isPositive();
        JsonNode dear = plan(more.replace("\"seed\"", running + "1, \"seed\""));
        assertThat(dear.path("streams").findValues("variants"))
                .isEqualTo(first.path("streams").findValues("variants"));
        assertThat(dear.path("used").path("changedBlocks").intValue()).isZero();
        JsonNode forced = plan(less.replace("\"seed\"", running + "0.5, \"seed\""));
        assertThat(forced.path("objective").doubleValue())
                .isLessThan(first.path("objective").doubleValue() - 0.4);
    }

    @Test
    void noStreamsAreAProblemToo() throws IOException {
        JsonNode answer = plan("{\"models\": {}, \"streams\": [], \"budget\": {\"memoryKiB\": 0, \"cpuCores\": 1}}");

        assertThat(answer.path("status").textValue()).isEqualTo("optimal");
        assertThat(answer.path("objective").doubleValue()).isZero();
    }

    @Test
    void peopleGetWords() {
        Launch launch = Launch.of("plan", "--problem", ProblemFiles.EXAMPLE).done();

        assertThat(launch.out()).startsWith("optimal").contains("door-cam", "cores", "planned in");
    }

    @Test
    void theDocumentsShowWhatIsPrinted() throws IOException {
        Launch launch = Launch.of("plan", "--problem", ProblemFiles.EXAMPLE).done();
        String plan = launch.out().lines().limit(6).collect(Collectors.joining("\n"));

        for (String document : List.of("README.md", "docs/plan.md")) {
            assertThat(Files.readString(Path.of("..", document))).as(document).contains("\n" + plan + "\n");
        }
    }

    @Test
    void aHugeFileIsRefusedAtOnce() throws IOException {
        Path file = folder.resolve("huge.json");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            String line = "{\"resident\": [\"" + "x".repeat(1000) + "\",\n";
            for (int i = 0; i < 100_000; i++) {
                out.write(line);
            }
        }

        Launch launch = Launch.of("plan", "--problem", file);

        assertThat(launch.exit()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(launch.err()).contains("huge.json").contains("MiB").contains("Maybe ");
    }

    @Test
    void whatCannotBeReadIsRefused() {
        assertThat(Launch.of("plan", "--problem", folder.resolve("absent.json")))
                .satisfies(launch -> assertThat(launch.exit()).isEqualTo(ExitCode.UNUSABLE))
                .satisfies(launch -> assertThat(launch.err()).contains("absent.json", "Maybe "));
        assertThat(Launch.of("plan", "--problem", folder).err()).contains("is a folder");
        assertThat(Launch.of("plan").exit()).isEqualTo(ExitCode.USAGE);
    }
}
