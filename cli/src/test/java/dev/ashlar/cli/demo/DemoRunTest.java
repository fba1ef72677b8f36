/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ashlar.cli.Launch;
import dev.ashlar.cli.PreparedStore;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.core.engine.DropReason;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.profiler.ModelProfiler;
import dev.ashlar.profiler.ProfileOptions;
import dev.ashlar.profiler.ProfileProgress;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo from end to end, on networks that are small and quickly prepared. */
class DemoRunTest {
    private static final Duration LENGTH = Duration.ofMillis(400);

    @TempDir
    private static Path folder = Path.of("");

    private static TinyStore tiny = new TinyStore(Path.of(""), Path.of(""));

    @BeforeAll
    static void prepare() {
        tiny = TinyStore.prepare(folder);
    }

    @Test
    void servesTheWallUnderEveryPolicyAndAccountsForEveryFrame(@TempDir Path reports) throws IOException {
        Path json = Files.writeString(reports.resolve("report.json"), "of an earlier run");

        Launch launch = Launch.of(
                "demo",
                "--headless",
                "--seconds",
                1,
                "--seed",
                3,
                "--store",
                tiny.store(),
                "--frames",
                tiny.pictures(),
                "--json",
                json);

        assertThat(launch.exit()).as(launch.err()).isEqualTo(ExitCode.DONE);
        assertThat(launch.out()).contains("joins", "recovers", "served in time").doesNotContain("\033[");
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.path("seconds").asDouble()).isEqualTo(1);
        assertThat(report.path("policies").findValuesAsText("policy"))
                .containsExactly("ashlar", "full-size", "smallest");
        List<String> cameras = report.path("policies").path(0).path("streams").findValuesAsText("id");
        assertThat(cameras).hasSizeGreaterThanOrEqualTo(4).doesNotHaveDuplicates();
        for (JsonNode policy : report.path("policies")) {
            assertThat(policy.path("plans").asLong()).isPositive();
            assertThat(policy.path("bytesSwapped").asLong()).isPositive();
            assertThat(policy.path("accountedFor").asBoolean()).isTrue();
            assertThat(policy.path("streams").findValuesAsText("id")).isEqualTo(cameras);
            policy.path("streams").forEach(DemoRunTest::requireAccountedFor);
            assertThat(policy.path("streams").path(0).path("offered").asLong()).isPositive();
        }
    }

    /** Offered = in deadline + late + dropped + failed (I7), in the fields that machines read. */
    private static void requireAccountedFor(JsonNode stream) {
        List<String> reasons = new ArrayList<>();
        long ended = stream.path("inDeadline").asLong()
                + stream.path("late").asLong()
                + stream.path("failed").asLong();
        for (DropReason reason : DropReason.values()) {
            reasons.add(reason.name().toLowerCase(Locale.ROOT));
            ended += stream.path("dropped")
                    .path(reason.name().toLowerCase(Locale.ROOT))
                    .asLong();
        }
        assertThat(stream.path("dropped").fieldNames()).toIterable().containsExactlyInAnyOrderElementsOf(reasons);
        assertThat(stream.path("offered").asLong()).as(stream.toString()).isEqualTo(ended);
        assertThat(stream.path("failed").asLong()).isZero();
        assertThat(stream.path("metric").asText()).isEqualTo("agreement");
        JsonNode accuracy = stream.path("accuracy");
        assertThat(accuracy.isNull() || (accuracy.asDouble() >= 0 && accuracy.asDouble() <= 1))
                .isTrue();
    }

    @Test
    void measuresThePlansThatItAdoptsOnTheScenesOfTheProfile(@TempDir Path other, @TempDir Path reports)
            throws IOException {
        Path json = reports.resolve("report.json");
        Path store = new PreparedStore(tiny.store()).copy(other);
        profileOnScenes(FileStore.open(store));

        Launch launch = Launch.of(
                "demo",
                "--headless",
                "--seconds",
                1,
                "--store",
                store,
                "--frames",
                tiny.pictures(),
                "--json",
                json,
                "--measure",
                1);

        assertThat(launch.exit()).as(launch.err()).isEqualTo(ExitCode.DONE);
        assertThat(launch.out()).contains("Making ready to measure plans of text-detector-v3.");
        JsonNode policies = new ObjectMapper().readTree(json.toFile()).path("policies");
        assertThat(policies.path(0).path("measured").isIntegralNumber()).isTrue();
        assertThat(policies.path(1).path("measuredImages").asLong())
                .as("those are no plans of its own")
                .isZero();
        try (Stream<Path> answers = Files.list(store.resolve(".cache/answers"))) {
            assertThat(answers).hasSize(DemoNetwork.values().length);
        }
    }

    private static void profileOnScenes(FileStore store) {
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder())) {
            ModelProfiler profiler =
                    new ModelProfiler(store, engine, new OrtGraphRunner(), DeviceProbe.current(), Clock.systemUTC());
            ProfileOptions few =
                    ProfileOptions.QUICK.withRounds(10).withImages(2).withMetric("agreement");
            for (DemoNetwork network : DemoNetwork.values()) {
                store.save(profiler.profile(
                        store.load(network.model()), network.judgingScenes(), few, ProfileProgress.SILENT));
            }
        }
    }

    @Test
    void refusesToMeasureOnOtherImagesThanThoseOfTheProfile() {
        Launch launch = Launch.of(
                "demo",
                "--headless",
                "--seconds",
                1,
                "--store",
                tiny.store(),
                "--frames",
                tiny.pictures(),
                "--measure",
                0.05);

        assertThat(launch.exit()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(launch.err())
                .startsWith("ashlar: ")
                .contains("The plans of text-detector-v3 cannot be measured", "Maybe run `ashlar profile`");
        assertThat(Launch.of("demo", "--measure", 2).err()).contains("must lie between 0 and 1. Maybe 0.05.");
    }

    @Test
    void aStoreThatIsNotPreparedIsPreparedByTheLauncherAlone(@TempDir Path empty) {
        Launch launch = Launch.of("demo", "--headless", "--store", empty.resolve("store"));

        assertThat(launch.exit()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(launch.out()).contains("Preparing the networks in").contains("was not imported yet");
        assertThat(launch.err())
                .startsWith("ashlar: ")
                .contains("are not prepared")
                .contains("./ashlar demo");
        assertThat(launch.err().lines()).hasSize(1);
    }

    @Test
    void aDamagedBlockIsReportedBeforeAnythingIsServed(@TempDir Path other) throws IOException {
        Path store = new PreparedStore(tiny.store()).copy(other);
        Path block = store.resolve("text-detector-v4/blocks/b01/original.onnx");
        byte[] content = Files.readAllBytes(block);
        content[content.length / 2] ^= 1;
        Files.delete(block);
        Files.write(block, content);

        Launch launch = Launch.of("demo", "--headless", "--seconds", 1, "--store", store);

        assertThat(launch.exit()).isEqualTo(ExitCode.UNUSABLE);
        assertThat(launch.err()).startsWith("ashlar: ").contains("text-detector-v4/b01", "is damaged", "Maybe");
        assertThat(launch.err().lines()).hasSize(1);
        assertThat(launch.out()).doesNotContain("offered");
    }

    @Test
    void drawsATableOverAndOverOnATerminal() {
        StringWriter out = new StringWriter();

        PolicyResult result = run(new Display(new PrintWriter(out, true), true));

        assertThat(out.toString())
                .containsPattern("camera +fps +offered +in time +late +dropped +p95 +accuracy +blocks")
                .containsPattern("gate +\\d+\\.\\d +\\d+ ")
                .containsPattern("\033\\[[1-9]A\033\\[J")
                .contains("joins");
        assertThat(result.accountedFor()).isTrue();
        assertThat(result.streams()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(result.plans().adopted()).isPositive();
    }

    @Test
    void printsPlainLinesElsewhere() {
        StringWriter out = new StringWriter();

        PolicyResult result = run(new Display(new PrintWriter(out, true), false));

        assertThat(out.toString())
                .containsPattern("0\\.\\d s  plan \\d+: .* cores planned; \\d+ frames offered")
                .contains("joins", "recovers")
                .doesNotContain("\033[");
        assertThat(result.accountedFor()).isTrue();
    }

    /** Serves the wall for a moment with every network at its smallest. */
    private static PolicyResult run(Display display) {
        Policy policy = new Policy("smallest", "smallest", FixedSizePlanner::smallest, false);
        Device device = DeviceProbe.current();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        ExecutorService judges = Executors.newSingleThreadExecutor();
        try (OrtBlockEngine engine = OrtBlockEngine.open(tiny.store().resolve(".cache"))) {
            DemoStore prepared = DemoStore.open(tiny.store(), device, engine.version(), display);
            Wall wall = Wall.of(prepared.catalogs(), prepared.profiles(), 2);
            try (Ashlar ashlar = Ashlar.builder()
                    .catalogs(prepared.files())
                    .profiles(prepared.files())
                    .engine(engine)
                    .planner(policy.planner())
                    .device(device)
                    .budget(PolicyRun.told(policy, wall.start()))
                    .workers(PolicyRun::workers)
                    .open()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join()) {
                Map<StreamId, CameraFeed> feeds = feeds(wall, prepared, engine, clock, judges);
                return new PolicyRun(policy, wall, feeds, ashlar, display).run(LENGTH, Trace.of(wall, LENGTH));
            }
        } finally {
            clock.shutdownNow();
            judges.shutdown();
        }
    }

    private static Map<StreamId, CameraFeed> feeds(
            Wall wall,
            DemoStore prepared,
            OrtBlockEngine engine,
            ScheduledExecutorService clock,
            ExecutorService judges) {
        Footage footage = Footage.of(null, tiny.pictures(), 1);
        Map<StreamId, CameraFeed> feeds = new LinkedHashMap<>();
        for (Wall.Camera camera : wall.cameras()) {
            Footage.Shown shown = footage.of(
                    feeds.size(),
                    camera.network(),
                    prepared.files().load(camera.network().model()),
                    prepared.files(),
                    engine);
            Scoreboard scores = new Scoreboard(camera.network().outputKind(), shown.pictures());
            feeds.put(camera.spec().id(), new CameraFeed(shown.images(), scores, clock, judges));
        }
        return feeds;
    }
}
