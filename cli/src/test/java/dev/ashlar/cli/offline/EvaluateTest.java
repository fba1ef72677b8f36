/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.cli.Given;
import dev.ashlar.cli.Launch;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.offline.report.CompositionSource;
import dev.ashlar.cli.offline.report.ReportException;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.testing.JsonSchema;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ashlar evaluate} and {@code ashlar report} on a network of two blocks. */
class EvaluateTest {
    private final Path folder;
    private final Path store;

    EvaluateTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = folder.resolve("store");
    }

    @BeforeEach
    void makeAStore() {
        FileStore files = FileStore.open(store);
        try (OrtBlockEngine engine = OrtBlockEngine.open(files.cacheFolder())) {
            RealNets.write(files, "net", 1, DeviceProbe.current(), engine.version());
        }
        Given.pictures(folder.resolve("pictures"), 8, 20);
    }

    private Launch evaluate(Object... more) {
        List<Object> args = new ArrayList<>(List.of("evaluate", store, "--model", "net", "--data"));
        args.addAll(List.of(folder.resolve("pictures"), "--rounds", 5));
        args.addAll(List.of(more));
        return Launch.of(args.toArray());
    }

    private JsonNode json(Object... more) throws IOException {
        List<Object> args = new ArrayList<>(List.of("--json"));
        args.addAll(List.of(more));
        JsonNode json =
                new ObjectMapper().readTree(evaluate(args.toArray()).done().out());
        assertThat(JsonSchema.documented("evaluation.schema.json").faults(json))
                .as("%s", json)
                .isEmpty();
        return json;
    }

    private static List<String> choices(JsonNode json) {
        List<String> choices = new ArrayList<>();
        json.path("compositions")
                .forEach(each -> choices.add(each.path("choices").toString()));
        return choices;
    }

    @Test
    void measuresRandomCompositionsTheSameForTheSameSeed() throws IOException {
        JsonNode once = json("--compositions", "random:3");
        assertThat(choices(once)).hasSize(3).doesNotHaveDuplicates();
        assertThat(choices(json("--compositions", "random:3"))).isEqualTo(choices(once));
        assertThat(choices(json("--compositions", "random:4"))).hasSize(4).containsAll(choices(once));
        assertThat(once.path("metric").asText()).isEqualTo("agreement");
        assertThat(once.path("comparable").booleanValue()).isTrue();
        assertThat(once.path("provenance").path("images").intValue()).isEqualTo(8);
    }

    @Test
    void measuresTheFrontEveryLevelAndWhatAFileNames() throws IOException {
        assertThat(choices(json("--compositions", "uniform", "--images", 3)))
                .containsExactly("[\"original\",\"original\"]", "[\"keep-25\",\"keep-25\"]");
        assertThat(choices(json("--compositions", "front"))).isNotEmpty().doesNotHaveDuplicates();
        assertThat(choices(json("--compositions", "front:1"))).hasSize(1);
        Path file = Given.text(
                folder.resolve("some.txt"),
                "# for people\n\nkeep-25, original\noriginal keep-25 # so\nkeep-25\nkeep-25\n");
        assertThat(choices(json("--compositions", file)))
                .containsExactly(
                        "[\"keep-25\",\"original\"]", "[\"original\",\"keep-25\"]", "[\"keep-25\",\"keep-25\"]");
    }

    @Test
    void whatItPrintsIsShownByTheReport() throws IOException {
        Path file = folder.resolve("evaluation.json");
        Files.writeString(
                file, evaluate("--compositions", "random:4", "--json").done().out());
        Path page = folder.resolve("report.html");

        Launch report =
                Launch.of("report", store, "--evaluation", file, "--out", page).done();

        assertThat(report.out()).contains("report.html: 1 network, ");
        assertThat(Files.readString(page)).contains("mean error of quality", ">evaluated<");
        assertThat(evaluate("--compositions", "uniform").done().out())
                .contains("loss: predicted, measured")
                .contains("keep-25, keep-25");
    }

    @Test
    void theReportOfAStorePrintsJsonAndCsvAndWritesNoPageUnasked() throws IOException {
        Path before = Path.of("ashlar-report.html");
        assertThat(new ObjectMapper()
                        .readTree(Launch.of("report", store, "--json").done().out())
                        .path("networks"))
                .hasSize(1);
        assertThat(Launch.of("report", "--store", store, "--csv", "--model", "net")
                        .done()
                        .out())
                .startsWith("model,block");
        assertThat(before).doesNotExist();
        assertThat(Launch.of("report", store, "--json", "--csv").exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whatCannotBeUsedIsRefusedByName() {
        refused(evaluate("--compositions", "random:5"), "has 4 compositions, fewer than the 5");
        refused(evaluate("--compositions", folder.resolve("absent")), "and no file. Maybe");
        refused(
                evaluate("--compositions", Given.text(folder.resolve("bad.txt"), "original\nkeep-25,nothing\n")),
                "Line 2 of the compositions");
        refused(
                evaluate("--compositions", Given.text(folder.resolve("empty.txt"), "# none\n")),
                "names no composition");
        refused(Launch.of("evaluate", store, "--model", "other", "--data", folder), "no network named other");
        refused(Launch.of("evaluate", folder.resolve("gone"), "--model", "net", "--data", folder), "is not there");
        refused(Launch.of("report", folder.resolve("gone")), "The store (");
        refused(Launch.of("report", store, "--out", folder.resolve("gone/x.html")), "must be a plain file");
        refused(
                Launch.of("report", store, "--device", "elsewhere", "--json"),
                "no profile of a machine named elsewhere");
        refused(Launch.of("report", store, "--evaluation", folder.resolve("no.json"), "--json"), "is not there");
        for (String wrong : List.of("random:0", "random:x", "front:0", "random:")) {
            assertThat(evaluate("--compositions", wrong).exit()).as(wrong).isEqualTo(ExitCode.USAGE);
        }
        assertThat(evaluate("--rounds", 0).exit()).isEqualTo(ExitCode.USAGE);
        assertThat(evaluate("--images", 0).exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aNetworkThatWasProfiledElsewhereIsRefusedByName() {
        FileStore files = FileStore.open(store);
        RealNets.write(files, "far", 2, new Device("Far CPU", 3, 1L << 30, List.of()), "engine");
        refused(
                Launch.of("evaluate", store, "--model", "far", "--data", folder.resolve("pictures")),
                "only of far-cpu-3c");
        RealNets.write(files, "old", 2, DeviceProbe.current(), "another engine");
        refused(Launch.of("evaluate", store, "--model", "old", "--data", folder.resolve("pictures")), "another engine");
    }

    private static void refused(Launch launch, String said) {
        assertThat(launch.exit()).as(launch.err()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(launch.err()).contains(said).contains("Maybe ").doesNotContain("\tat ");
    }

    @Test
    void filesOfCompositionsAreReadOrRefusedWithALine() {
        BlockCatalog net = FileStore.open(store).load(new ModelId("net"));
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder("keep-25, original\n# and\noriginal\tkeep-25\n");
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(300));
            }
            Path file = Given.text(folder.resolve("fuzzed.txt"), text.toString());
            try {
                assertThat(CompositionSource.parse(file.toString()).of(net, profile(), 1))
                        .as("seed %d", seed)
                        .isNotEmpty()
                        .allSatisfy(net::requireValid);
            } catch (ReportException e) {
                assertThat(e)
                        .as("seed %d", seed)
                        .hasMessageContaining("fuzzed.txt")
                        .hasMessageContaining("Maybe ");
            }
        }
    }

    private ProfileSnapshot profile() {
        return Objects.requireNonNull(FileStore.open(store).find(new ModelId("net"), DeviceProbe.current()));
    }
}
