/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.cli.common.ConfidenceOption;
import dev.ashlar.cli.common.ExitCode;
import dev.ashlar.cli.common.Terminal;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.AshlarBuilder;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.optimizer.CpSatPlanner;
import dev.ashlar.profiler.ProfileJudge;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ashlar demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Serve a wall of cameras that look at signs while everything changes.",
            "A camera joins, the memory budget falls, a camera doubles its rate, the CPU budget halves, everything",
            "recovers. Then serve the same again with every network at full size, and with every network at its smallest."
        })
public final class DemoCommand implements Callable<Integer> {
    private static final double SWITCHING_COST_PER_KIB = 1e-6;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--seconds", description = "How long each policy serves (default: ${DEFAULT-VALUE}).")
    private double seconds = 60;

    @Mixin
    private ConfidenceOption confidence = new ConfidenceOption();

    @Option(names = "--headless", description = "Print plain lines even on a terminal.")
    private boolean headless;

    @Option(names = "--json", paramLabel = "FILE", description = "Write what came of it to a file.")
    private @Nullable Path json;

    @Option(
            names = "--video",
            paramLabel = "FILE",
            description = "Look at a video instead of rendered scenes (needs ffmpeg).")
    private @Nullable Path video;

    @Option(
            names = "--frames",
            paramLabel = "DIR",
            description = "Look at the images of a folder instead of rendered scenes.")
    private @Nullable Path frames;

    @Option(names = "--seed", description = "Seed of the scenes (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = {"-s", "--store"},
            paramLabel = "DIR",
            description = "Folder for prepared networks (default: ashlar/demo in the user's cache folder).")
    private @Nullable Path store;

    @Option(
            names = "--cache-bytes",
            paramLabel = "SIZE",
            description = "Most space on disk for blocks prepared for this machine, such as 2G; those used longest ago "
                    + "go first (default: as much as they take).")
    private @Nullable String cache;

    @Option(
            names = "--measure",
            paramLabel = "SHARE",
            description =
                    "Measure the plans that Ashlar adopts, on the scenes that its networks were profiled on, within"
                            + " this share of a processor, such as 0.05 (default: 0, not at all).")
    private double measure;

    @Override
    public Integer call() {
        if (!(seconds >= 1 && seconds <= 86_400)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "The length of the demo (%s s) must lie between 1 and 86400.".formatted(seconds));
        }
        if (!(measure >= 0 && measure <= 1)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "The share of a processor to measure plans with (%s) must lie between 0 and 1. Maybe 0.05."
                            .formatted(measure));
        }
        ReportFile report = json == null ? null : ReportFile.at(json);
        boolean terminal = !headless && Terminal.isOutput();
        Display display = new Display(spec.commandLine().getOut(), terminal);
        Device device = DeviceProbe.current();
        Path folder = store == null ? DemoStore.defaultFolder() : store;
        Footage footage = Footage.of(video, frames, seed);
        try (OrtBlockEngine engine = OrtBlockEngine.open(folder.resolve(".cache"), 1, preparedBytes())) {
            DemoStore prepared = DemoStore.open(folder, device, engine.version(), display);
            List<PolicyResult> results = serve(prepared, engine, device, footage, display);
            Summary.show(results, display);
            if (report != null) {
                report.write(Summary.json(results, seconds, seed));
            }
            boolean accounted = results.stream().allMatch(PolicyResult::accountedFor);
            if (!accounted) {
                display.say("Some frames are not accounted for.");
            }
            return accounted ? ExitCode.DONE : ExitCode.UNACCOUNTED;
        }
    }

    private Bytes preparedBytes() {
        try {
            return cache == null ? OrtBlockEngine.UNBOUNDED : Bytes.parse(cache);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private List<PolicyResult> serve(
            DemoStore prepared, OrtBlockEngine engine, Device device, Footage footage, Display display) {
        Wall wall = Wall.of(
                prepared.catalogs(), prepared.profiles(), Runtime.getRuntime().availableProcessors());
        Map<StreamId, Footage.Shown> shown = new LinkedHashMap<>();
        for (int i = 0; i < wall.cameras().size(); i++) {
            Wall.Camera camera = wall.cameras().get(i);
            shown.put(
                    camera.spec().id(),
                    footage.of(
                            i,
                            camera.network(),
                            Objects.requireNonNull(
                                    prepared.catalogs().get(camera.network().model())),
                            prepared.files(),
                            engine));
        }
        Planner exact = CpSatPlanner.open(prepared.files().cacheFolder().resolve("natives"));
        List<Policy> policies = List.of(
                new Policy("Ashlar", "ashlar", () -> exact, true),
                new Policy("every network at full size", "full-size", FixedSizePlanner::fullSize, false),
                new Policy("every network at its smallest", "smallest", FixedSizePlanner::smallest, false));
        List<PolicyResult> results = new ArrayList<>();
        try (ProfileJudge judge = measure == 0 ? null : DemoJudge.open(prepared, display)) {
            for (Policy policy : policies) {
                results.add(serve(policy, wall, shown, prepared, engine, device, display, judge));
            }
        }
        return results;
    }

    private PolicyResult serve(
            Policy policy,
            Wall wall,
            Map<StreamId, Footage.Shown> shown,
            DemoStore prepared,
            OrtBlockEngine engine,
            Device device,
            Display display,
            @Nullable ProfileJudge judge) {
        Duration length = Duration.ofNanos(Math.round(seconds * 1e9));
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(daemon("cameras"));
        ExecutorService judges = Executors.newSingleThreadExecutor(daemon("judge"));
        AshlarBuilder builder = Ashlar.builder()
                .catalogs(prepared.files())
                .profiles(prepared.files())
                .engine(engine)
                .planner(policy.planner())
                .device(device)
                .budget(PolicyRun.told(policy, wall.start()))
                .workers(PolicyRun::workers)
                .switchingCostPerKiB(SWITCHING_COST_PER_KIB)
                .confidence(confidence.orLikely(spec));
        if (judge != null && policy.plansCpu()) {
            builder.measuring(judge, measure);
        }
        try (Ashlar ashlar =
                builder.open().toCompletionStage().toCompletableFuture().join()) {
            Map<StreamId, CameraFeed> feeds = new LinkedHashMap<>();
            for (Wall.Camera camera : wall.cameras()) {
                Footage.Shown pictures =
                        Objects.requireNonNull(shown.get(camera.spec().id()));
                Scoreboard scores = new Scoreboard(camera.network().outputKind(), pictures.pictures());
                feeds.put(camera.spec().id(), new CameraFeed(pictures.images(), scores, clock, judges));
            }
            return new PolicyRun(policy, wall, feeds, ashlar, display).run(length, Trace.of(wall, length));
        } finally {
            clock.shutdownNow();
            judges.shutdown();
        }
    }

    private static ThreadFactory daemon(String name) {
        return work -> {
            Thread thread = new Thread(work, "demo-" + name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
