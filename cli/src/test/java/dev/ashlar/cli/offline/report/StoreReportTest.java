/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.cli.Given;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.BorderCost;
import dev.ashlar.core.profile.DescendantCosts;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.testing.JsonSchema;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three networks: one profiled, one not, one with a stale profile. */
class StoreReportTest {
    private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z0-9]+)((?:\\s[^<>]*?)?)(/?)>");
    private static final List<String> VOID = List.of("meta", "link", "br");

    private final Path folder;
    private FileStore store = FileStore.open(Path.of("absent"));

    StoreReportTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void makeAStore() {
        store = MadeUpStore.make(folder.resolve("store"));
    }

    private StoreReport report(Path... evaluations) {
        return MadeUpStore.report(store, List.of(evaluations));
    }

    private BlockCatalog profiled() {
        return store.load(new ModelId("profiled"));
    }

    private BlockChain small() {
        return profiled().originalChain().with(0, RealNets.SMALL).with(1, RealNets.SMALL);
    }

    private Path evaluation(double drop) {
        return Given.text(folder.resolve("evaluation.json"), MadeUpStore.evaluation(profiled(), small(), drop));
    }

    @Test
    void aPageShowsEveryNetworkAndDescendantAndWhatIsWrongWithThem() {
        String page = report().html();
        assertThat(page)
                .contains(">profiled<", ">unprofiled<", ">stale<")
                .contains("profile is current", "profile is stale", "not profiled")
                .contains("another engine")
                .contains("keep-25", "ashlar profile unprofiled")
                .contains("prefers-color-scheme: dark");
    }

    @Test
    void reportsTellWhatServingCostsBeyondBlocks() throws IOException {
        BlockCatalog catalog = profiled();
        ProfileSnapshot alone = Objects.requireNonNull(store.find(catalog.model(), MadeUpStore.DEVICE));
        assertThat(report().html()).doesNotContain("beside 1 more");
        List<Block> blocks = catalog.blocks();
        Descendant first = blocks.get(0).original();
        store.save(new ProfileSnapshot(
                alone.model(),
                alone.provenance(),
                alone.metric(),
                alone.baseQuality(),
                alone.whole(),
                alone.fixedNanos(),
                alone.activationBytes(),
                alone.blocks(),
                alone.polished(),
                alone.prediction(),
                new ServingCosts(
                        List.of(1.0, 1.25),
                        List.of(alone.whole(), alone.whole()),
                        List.of(new DescendantCosts(blocks.get(0).id(), first.id(), first.digest(), 70, 80, 90)),
                        new LinkCosts(
                                List.of(new BorderCost(
                                        blocks.get(0).id(), blocks.get(1).id(), 60)),
                                40,
                                0.02,
                                0.05))));
        assertThat(report().html())
                .containsSubsequence("compositions timed", "40; the times of others are off by at most 5.0 %")
                .containsSubsequence("beside 1 more", "25.0 % longer a frame")
                .contains("on 2 threads");
        JsonNode json = new ObjectMapper().readTree(report().json());
        assertThat(JsonSchema.documented("report.schema.json").faults(json)).isEmpty();
        JsonNode serving = json.at("/networks/0/profile/serving");
        assertThat(serving.at("/slowdowns/1").doubleValue()).isEqualTo(1.25);
        assertThat(serving.at("/threads")).hasSize(2);
        assertThat(serving.at("/descendants/0/coldNanos").intValue()).isEqualTo(70);
        assertThat(serving.at("/descendants/0/linkNanos").intValue()).isEqualTo(80);
        assertThat(serving.at("/descendants/0/nanojoules").intValue()).isEqualTo(90);
        assertThat(serving.at("/linking/compositions").intValue()).isEqualTo(40);
        assertThat(serving.at("/linking/borders/0/nanos").intValue()).isEqualTo(60);
    }

    @Test
    void aPageIsSelfContainedAndWellFormed() {
        for (String page : List.of(report().html(), report(evaluation(0.2)).html())) {
            assertThat(page)
                    .doesNotContain("http://")
                    .doesNotContain("https://")
                    .doesNotContain("<script");
            assertThat(page).contains("default-src 'none'");
            balanced(page);
        }
    }

    /** Every element is closed in its place; in what is written by hand and in what is drawn. */
    private static void balanced(String page) {
        List<String> open = new ArrayList<>();
        Matcher tags = TAG.matcher(page.substring(page.indexOf("</style>") + "</style>".length()));
        while (tags.find()) {
            String name = tags.group(2);
            if (tags.group(1).equals("/")) {
                if (open.isEmpty()) {
                    assertThat(name).isIn("head", "html");
                } else {
                    assertThat(open.remove(open.size() - 1)).as(tags.group()).isEqualTo(name);
                }
            } else if (tags.group(4).isEmpty() && !VOID.contains(name)) {
                open.add(name);
            }
        }
        assertThat(open).isEmpty();
    }

    @Test
    void namesFromFilesAreTextAndNeverMarkup() {
        String page = report().html();
        assertThat(page)
                .doesNotContain("<script", "<img", "onerror=\"")
                .contains("&lt;script&gt;", "&lt;img src=x onerror=&quot;");
        Matcher tags = TAG.matcher(page);
        while (tags.find()) {
            assertThat(tags.group(3))
                    .doesNotContainPattern("(?i)\\son[a-z]+=")
                    .doesNotContainIgnoringCase("javascript:");
        }
    }

    @Test
    void jsonIsAsItsSchemaSays() throws IOException {
        for (StoreReport report : List.of(report(), report(evaluation(0.2)))) {
            JsonNode json = new ObjectMapper().readTree(report.json());
            assertThat(JsonSchema.documented("report.schema.json").faults(json))
                    .as("%s", json)
                    .isEmpty();
        }
        JsonNode networks = new ObjectMapper().readTree(report().json()).path("networks");
        assertThat(networks).hasSize(3);
        assertThat(networks.get(0).path("combinations").intValue()).isEqualTo(4);
        assertThat(networks.get(0).path("front").path("count").intValue()).isBetween(1, 4);
        assertThat(networks.get(1).path("stale")).isNotEmpty();
        assertThat(networks.get(2).path("profile").isNull()).isTrue();
    }

    @Test
    void csvHasARowForEveryDescendantAndNoFormula() {
        List<String> lines = report().csv().lines().toList();
        assertThat(lines).hasSize(1 + 3 * 4);
        assertThat(lines.get(0)).startsWith("model,block,descendant,kind,digest");
        assertThat(ReportCsv.cell("=1+1")).isEqualTo("'=1+1");
        assertThat(ReportCsv.cell("@x,y")).isEqualTo("\"'@x,y\"");
        assertThat(ReportCsv.cell("say \"a\"")).isEqualTo("\"say \"\"a\"\"\"");
        assertThat(ReportCsv.cell("-0.5")).isEqualTo("-0.5");
    }

    @Test
    void evaluationsAreComparedWithPredictions() throws IOException {
        JsonNode network = new ObjectMapper()
                .readTree(report(evaluation(0.2)).json())
                .path("networks")
                .get(0);
        JsonNode errors = network.path("errors");
        assertThat(errors.path("compositions").intValue()).isEqualTo(1);
        assertThat(errors.path("timed").intValue()).isEqualTo(1);
        double predicted = 0.9 - 2 * 0.05;
        assertThat(errors.path("bias").doubleValue()).isCloseTo(predicted - (0.9 - 0.2), within(1e-9));
        assertThat(report(evaluation(0.2)).html())
                .contains("mean error of quality")
                .contains("evaluated");
    }

    @Test
    void evaluationsOfOtherContentArePassedBy() {
        String other = MadeUpStore.evaluation(profiled(), small(), 0.2).replaceAll("[0-9a-f]{64}", "0".repeat(64));
        Path file = Given.text(folder.resolve("other.json"), other);
        assertThat(report(file).html()).contains("No composition was measured as a whole yet");
    }

    @Test
    void evaluationsThatAreNoneAreRefusedByName() {
        String good = MadeUpStore.evaluation(profiled(), small(), 0.2);
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            StringBuilder bad = new StringBuilder(good);
            for (int i = 0; i <= random.nextInt(3); i++) {
                int at = random.nextInt(bad.length());
                bad.setCharAt(at, (char) (32 + random.nextInt(95)));
            }
            if (random.nextBoolean()) {
                bad.setLength(random.nextInt(bad.length()));
            }
            Path file = Given.text(folder.resolve("fuzzed.json"), bad.toString());
            try {
                EvaluationFile.readAll(List.of(file));
            } catch (ReportException e) {
                assertThat(e)
                        .as("seed %d", seed)
                        .hasMessageContaining("fuzzed.json")
                        .hasMessageContaining("Maybe ");
            }
        }
        assertThatThrownBy(() -> EvaluationFile.readAll(List.of(folder.resolve("absent.json"))))
                .isInstanceOf(ReportException.class)
                .hasMessageContaining("absent.json) is not there. Maybe");
    }

    @Test
    void aProfileOfAnotherMachineIsShownAsSuch() {
        StoreReport elsewhere = StoreReport.of(
                new StoreReport.Wish(store, new Device("here", 1, 1 << 30, List.of()), "engine", null, List.of(), 0.95),
                List.of(new ModelId("profiled")),
                Instant.EPOCH,
                null);
        assertThat(elsewhere.html())
                .contains("profile is stale")
                .contains("it was measured on " + MadeUpStore.DEVICE.key());
        assertThatThrownBy(() -> StoreReport.of(
                        new StoreReport.Wish(store, MadeUpStore.DEVICE, "engine", "no-such-machine", List.of(), 0.95),
                        List.of(new ModelId("profiled")),
                        Instant.EPOCH,
                        null))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no profile of a machine named no-such-machine. Maybe one of");
        assertThatThrownBy(() -> StoreReport.of(
                        new StoreReport.Wish(store, MadeUpStore.DEVICE, "engine", "no-such-machine", List.of(), 0.95),
                        List.of(new ModelId("unprofiled")),
                        Instant.EPOCH,
                        null))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no-such-machine. Maybe run `ashlar profile unprofiled`");
    }

    @Test
    void ranksAreComparedAsSpearmanDoes() {
        assertThat(PredictionErrors.spearman(List.of(pair(1, 10), pair(2, 20), pair(3, 25))))
                .isEqualTo(1);
        assertThat(PredictionErrors.spearman(List.of(pair(1, 3), pair(2, 2), pair(3, 1))))
                .isEqualTo(-1);
        // 1 - 6 * (0 + 1 + 1 + 0) / (4 * 15)
        assertThat(PredictionErrors.spearman(List.of(pair(1, 1), pair(2, 3), pair(3, 2), pair(4, 4))))
                .isCloseTo(0.8, within(1e-12));
        assertThat(PredictionErrors.spearman(List.of(pair(1, 1), pair(2, 2)))).isNaN();
    }

    private static double[] pair(double predicted, double measured) {
        return new double[] {predicted, measured};
    }
}
