/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.workload.Workload;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reference of the event bus says what the code does. */
class EventBusDocTest {
    private static final Path DOCS = Path.of("..", "docs");
    private static final Pattern EXAMPLE = Pattern.compile("<!-- ([a-z.]+) -->\n```json\n(.*?)```", Pattern.DOTALL);

    private final JsonSchemas schemas = JsonSchemas.ofTheBus();

    @Test
    void givesAValidExampleOfEveryMessage() throws IOException {
        Map<String, JsonObject> examples = examples();

        assertThat(examples.keySet()).isEqualTo(messages());
        examples.forEach((name, example) ->
                assertThat(schemas.violations(name, example)).as(name).isEmpty());
    }

    @Test
    void givesExamplesThatAreUnderstood() throws IOException {
        Map<String, JsonObject> examples = examples();

        assertThat(BusCommands.open(examples.get("workload.open.request")).spec())
                .extracting(spec -> spec.id().value())
                .isEqualTo("door-cam");
        assertThat(BusCommands.update(examples.get("workload.update.request")).ifRevision())
                .isEqualTo(1);
        assertThat(BusCommands.close(examples.get("workload.close.request"))
                        .id()
                        .value())
                .isEqualTo("door-cam");
        assertThat(BusCommands.whatIf(examples.get("plan.whatif.request"))
                        .apply(new ControlState(
                                Workload.of(List.of(World.spec("door-cam", "cam"), World.spec("yard-cam", "cam"))),
                                World.PLENTY))
                        .workload()
                        .streams())
                .singleElement()
                .satisfies(stream -> assertThat(stream.period()).isEqualTo(Duration.ofMillis(40)));
        assertThat(BusCommands.setBudget(examples.get("budget.set.request"))
                        .change()
                        .apply(World.PLENTY)
                        .cpuCores())
                .isEqualTo(1.5);
    }

    @Test
    void listsEveryErrorWithItsCode() throws IOException {
        String text = text();

        for (BusError error : BusError.values()) {
            assertThat(text).contains("| %d | `%s` |".formatted(error.code(), error.name()));
        }
        assertThat(Stream.of(BusError.values()).map(BusError::code)).doesNotHaveDuplicates();
    }

    @Test
    void linksToEverySchema() throws IOException {
        String text = text();

        messages().forEach(name -> assertThat(text).contains("(formats/bus/" + name + ".schema.json)"));
    }

    private static Map<String, JsonObject> examples() throws IOException {
        Map<String, JsonObject> examples = new HashMap<>();
        Matcher matcher = EXAMPLE.matcher(text());
        while (matcher.find()) {
            examples.put(matcher.group(1), new JsonObject(matcher.group(2)));
        }
        return examples;
    }

    /** All that have a schema. */
    private static Set<String> messages() throws IOException {
        try (Stream<Path> files = Files.list(DOCS.resolve("formats/bus"))) {
            return files.map(file -> file.getFileName().toString().replace(".schema.json", ""))
                    .filter(name -> !name.equals("common"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static String text() throws IOException {
        return Files.readString(DOCS.resolve("event-bus.md"));
    }
}
