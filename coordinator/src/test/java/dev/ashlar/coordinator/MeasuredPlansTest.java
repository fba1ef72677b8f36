/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static dev.ashlar.coordinator.WatchedVertx.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.optimizer.CpSatPlanner;
import dev.ashlar.profiler.ModelProfiler;
import dev.ashlar.profiler.ProfileJudge;
import dev.ashlar.profiler.ProfileOptions;
import dev.ashlar.profiler.ProfileProgress;
import dev.ashlar.store.FileStore;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plans that are really adopted, on real rims, measured as the profiler measures them. */
@Timeout(300)
class MeasuredPlansTest {
    private static final int IMAGES = 60;
    private static final Device DEVICE = DeviceProbe.current();
    private static final JsonSchemas SCHEMAS = JsonSchemas.ofTheBus();

    private final FileStore store;
    private final OrtBlockEngine engine;
    private final WatchedVertx watched = new WatchedVertx();
    private final LinkedBlockingQueue<JsonObject> news = new LinkedBlockingQueue<>();

    MeasuredPlansTest(@TempDir Path folder) {
        store = FileStore.open(folder);
        engine = OrtBlockEngine.open(store.cacheFolder());
        watched.vertx().eventBus().<JsonObject>consumer("ashlar.plan.measured", message -> news.add(message.body()));
    }

    @AfterEach
    void close() {
        engine.close();
        watched.close();
    }

    @Test
    void measuresTheAdoptedPlanAsTheProfilerWould() throws InterruptedException {
        BlockCatalog net = RealNets.write(store, "net", 1);
        ModelProfiler profiler = new ModelProfiler(store, engine, new OrtGraphRunner(), DEVICE, Clock.systemUTC());
        ProfileOptions few = ProfileOptions.QUICK.withRounds(10).withImages(IMAGES);
        ProfileSnapshot whole = profiler.profile(net, new Noise(), few, ProfileProgress.SILENT);
        ProfileSnapshot bare =
                whole.withPrediction(Objects.requireNonNull(whole.prediction()).withMeasured(List.of()));
        store.save(bare);
        BlockChain small = net.originalChain().with(0, RealNets.SMALL).with(1, RealNets.SMALL);
        Bytes tight = Bytes.of(bytes(bare, small, net));
        try (ProfileJudge judge = judge()) {
            judge.prepare(net, bare, new Noise(), ProfileProgress.SILENT);
            try (Ashlar ashlar = open(tight, judge)) {
                StreamHandle door = get(ashlar.openStream(spec()));
                for (int i = 0; i < 20; i++) {
                    assertThat(World.result(door.submit(Frame.of(image(i)))).chain())
                            .isEqualTo(small);
                }
                JsonObject told = news.take();

                assertThat(SCHEMAS.violations("plan.measured", told)).isEmpty();
                assertThat(told.getInteger("images")).isEqualTo(IMAGES);
                get(ashlar.explain());
                assertThat(accuracy(ashlar)).isEqualTo(told.getDouble("measured"));
                assertThat(ashlar.stats().measuring().compositions()).isEqualTo(1);
                assertThat(ashlar.stats().alerts()).isZero();
            }
        }
        Scores judged = measured(Objects.requireNonNull(store.find(net.model(), DEVICE)), small);
        Scores offline = measured(
                profiler.profileCompositions(net, bare, new Noise(), List.of(small), ProfileProgress.SILENT), small);
        assertThat(judged.quality()).isEqualTo(offline.quality());
        assertThat(judged.agreement()).isEqualTo(offline.agreement());
        assertThat(judged.dropError()).isEqualTo(offline.dropError());
        // What serves is the linked form, whose sums are rounded otherwise than those of blocks apart.
        assertThat(judged.loss()).isCloseTo(offline.loss(), within(1e-5));
        assertThat(judged.divergence()).isCloseTo(offline.divergence(), within(1e-5));
        assertThat(judged.distance()).isCloseTo(offline.distance(), within(1e-5));

        try (Ashlar again = open(tight, null)) {
            get(again.openStream(spec()));
            assertThat(accuracy(again)).as("from the store").isEqualTo(judged.quality());
        }
    }

    private static double accuracy(Ashlar ashlar) {
        return ashlar.plan().forecast().streams().values().iterator().next().accuracy();
    }

    private static long bytes(ProfileSnapshot profile, BlockChain chain, BlockCatalog net) {
        long bytes = profile.activationBytes();
        for (int i = 0; i < chain.choices().size(); i++) {
            bytes += Objects.requireNonNull(profile.find(
                            net.blocks().get(i).id(), chain.choices().get(i)))
                    .bytes();
        }
        return bytes;
    }

    private static Scores measured(ProfileSnapshot profile, BlockChain chain) {
        QualityPrediction prediction = Objects.requireNonNull(profile.prediction());
        MeasuredComposition composition = Objects.requireNonNull(prediction.measured(chain.choices()));
        assertThat(composition.purpose()).isEqualTo(MeasuredComposition.Purpose.PLAN);
        return composition.scores();
    }

    private ProfileJudge judge() {
        return new ProfileJudge(store, new OrtGraphRunner(), store.cacheFolder().resolve("answers"), Bytes.ofMebi(16));
    }

    private Ashlar open(Bytes memory, @Nullable ProfileJudge judge) {
        AshlarBuilder builder = Ashlar.builder()
                .catalogs(store)
                .profiles(store)
                .engine(engine)
                .planner(() -> CpSatPlanner.open(Path.of("target", "natives")))
                .device(DEVICE)
                .budget(new ResourceBudget(memory, 2))
                .vertx(watched.vertx())
                .memoryAllowance(Bytes.ofMebi(1 << 20));
        return get(judge == null ? builder.open() : builder.measuring(judge, 1).open());
    }

    private static StreamSpec spec() {
        return StreamSpec.of("door", "net", Duration.ofSeconds(60), Duration.ofSeconds(60))
                .withLateFrames(LateFramePolicy.SERVE);
    }

    private static PackedImage image(int seed) {
        byte[] pixels = new byte[3 * 20 * 12];
        new Random(seed).nextBytes(pixels);
        return PackedImage.of(pixels, 20, 12, PixelFormat.RGB);
    }

    /** Images of noise, of which nothing is known. */
    private record Noise() implements ImageSet {
        @Override
        public String name() {
            return "noise";
        }

        @Override
        public int size() {
            return 2 * IMAGES;
        }

        @Override
        public Sample sample(int index) {
            return new Sample(image(index), Truth.NONE);
        }
    }
}
