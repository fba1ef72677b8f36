/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.profile.CompositionJudge.Judging;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real network whose compositions are judged one image at a time. */
class ProfileJudgeTest {
    private static final int IMAGES = 40;
    private static final Device DEVICE = DeviceProbe.current();
    private static final ProfileOptions QUICK =
            ProfileOptions.DEFAULT.withRounds(10).withImages(IMAGES);
    private static final Bytes ROOM = Bytes.ofMebi(1);

    private final AtomicInteger loads = new AtomicInteger();
    private final List<ProfileJudge> judges = new ArrayList<>();
    private FileStore store;
    private Path folder;
    private BlockCatalog net;
    private OrtBlockEngine engine;
    private ProfileSnapshot bare;
    private BlockChain both;
    private List<Truth> truths = List.of();

    @BeforeEach
    void profileANetwork(@TempDir Path root) throws IOException {
        store = FileStore.open(root);
        folder = store.cacheFolder().resolve("answers");
        net = RealNets.write(store, "net", 3);
        truths = truths();
        engine = OrtBlockEngine.open(store.cacheFolder());
        ProfileSnapshot profile = profiler().profile(net, images(5), QUICK, ProfileProgress.SILENT);
        QualityPrediction prediction = Objects.requireNonNull(profile.prediction());
        bare = profile.withPrediction(prediction.withMeasured(List.of()));
        both = net.originalChain().with(0, RealNets.SMALL).with(1, RealNets.SMALL);
    }

    @AfterEach
    void closeEverything() {
        judges.forEach(ProfileJudge::close);
        engine.close();
    }

    private ModelProfiler profiler() {
        return new ModelProfiler(store, engine, new OrtGraphRunner(), DEVICE, Clock.systemUTC());
    }

    private NoiseImages images(long seed) {
        return new NoiseImages(seed, truths);
    }

    /** Says of three images in four that the original is right about those of the first seed. */
    private List<Truth> truths() throws IOException {
        List<Truth> known = new ArrayList<>();
        NoiseImages unknown = new NoiseImages(5, Collections.nCopies(2 * IMAGES, Truth.NONE));
        Tensor input = input();
        for (int i = 0; i < 2 * IMAGES; i++) {
            NetworkInputs.of(unknown, net).read(i, input.floats(), 0);
            float[] scores = RealNets.expected(store, new OrtGraphRunner(), net, net.originalChain(), input);
            int best = Tensor.of(Shape.of(1, scores.length), scores).argMax();
            known.add(new Truth.Label(i % 4 == 0 ? (best + 1) % scores.length : best));
        }
        return known;
    }

    private ProfileJudge judge() {
        OrtGraphRunner real = new OrtGraphRunner();
        GraphRunner counting = onnx -> {
            loads.incrementAndGet();
            return real.load(onnx);
        };
        ProfileJudge judge = new ProfileJudge(store, counting, folder, ROOM);
        judges.add(judge);
        return judge;
    }

    private ProfileJudge prepared() {
        ProfileJudge judge = judge();
        judge.prepare(net, bare, images(5), ProfileProgress.SILENT);
        return judge;
    }

    private Judging begin(ProfileJudge judge) {
        return Objects.requireNonNull(judge.begin(net, bare, both));
    }

    private Tensor input() {
        return Tensor.allocate(net.input().type(), net.input().nominal());
    }

    private MeasuredComposition judged(Judging judging) throws IOException {
        Tensor input = input();
        OrtGraphRunner runner = new OrtGraphRunner();
        while (judging.judged() < judging.images()) {
            judging.read(input);
            float[] answer = RealNets.expected(store, runner, net, both, input);
            judging.judge(List.of(Tensor.of(net.outputs().get(0).nominal(), answer)));
        }
        return judging.result();
    }

    private MeasuredComposition offline() {
        ProfileSnapshot more =
                profiler().profileCompositions(net, bare, images(5), List.of(both), ProfileProgress.SILENT);
        return Objects.requireNonNull(Objects.requireNonNull(more.prediction()).measured(both.choices()));
    }

    private static void assertSame(MeasuredComposition judged, MeasuredComposition offline) {
        assertThat(judged.purpose()).isEqualTo(offline.purpose());
        assertThat(judged.choices()).isEqualTo(offline.choices());
        Scores one = judged.scores();
        Scores other = offline.scores();
        assertThat(one.quality()).isEqualTo(other.quality());
        assertThat(one.agreement()).isEqualTo(other.agreement());
        assertThat(one.dropError()).isEqualTo(other.dropError());
        // Sums of many images that ran at once are rounded otherwise than those of one at a time.
        assertThat(one.loss()).isCloseTo(other.loss(), within(1e-6));
        assertThat(one.divergence()).isCloseTo(other.divergence(), within(1e-6));
        assertThat(one.distance()).isCloseTo(other.distance(), within(1e-6));
    }

    @Test
    void judgesAsTheProfilerDoesOnTheSameImages() throws IOException {
        MeasuredComposition judged = judged(begin(prepared()));
        assertSame(judged, offline());
        assertThat(bare.withMeasured(judged).withMeasured(judged)).isEqualTo(bare.withMeasured(judged));
        store.save(bare.withMeasured(judged));
        assertThat(store.find(net.model(), DEVICE)).isEqualTo(bare.withMeasured(judged));
    }

    @Test
    void runsTheOriginalOnceForAllThatIsJudgedLater() throws IOException {
        prepared();
        int first = loads.get();
        assertThat(first).isEqualTo(net.blocks().size());
        ProfileJudge later = prepared();
        assertThat(loads.get()).isEqualTo(first);
        assertSame(judged(begin(later)), offline());
    }

    @Test
    void makesAnewWhatIsDamaged() throws IOException {
        prepared();
        int first = loads.get();
        Path file = onlyFile();
        for (int place : new int[] {3, 70, 140, (int) Files.size(file) - 2}) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[place] ^= 4;
            Files.write(file, bytes);
            assertSame(judged(begin(prepared())), offline());
        }
        Files.write(file, List.of("cut short"));
        assertSame(judged(begin(prepared())), offline());
        assertThat(loads.get()).isEqualTo(6 * first);
    }

    @Test
    void refusesWhatIsDamagedWhileItIsInUse() throws IOException {
        Judging judging = begin(prepared());
        byte[] bytes = Files.readAllBytes(onlyFile());
        bytes[150] ^= 1;
        Files.write(onlyFile(), bytes);
        assertThatThrownBy(() -> judging.read(input()))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("the answer to image 0")
                .hasMessageContaining("is made anew at the next start");
    }

    @Test
    void clearsAwayWhatNobodyWillAskForAgain() throws IOException {
        Files.createDirectories(folder);
        Path other = Files.createFile(folder.resolve("net.0123456789abcdef.answers"));
        Path abandoned = Files.createFile(folder.resolve("net.0123456789abcdef.answers.999999999999.part"));
        Path foreign = Files.createFile(folder.resolve("net.b.0123456789abcdef.answers"));
        prepared();
        assertThat(other).doesNotExist();
        assertThat(abandoned).doesNotExist();
        assertThat(foreign).exists();
    }

    @Test
    void refusesOtherImages() {
        NoiseImages unlike = new NoiseImages(5, Collections.nCopies(2 * IMAGES, new Truth.Label(99)));
        assertThatThrownBy(() -> judge().prepare(net, bare, unlike, ProfileProgress.SILENT))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("Maybe run `ashlar profile` on these images.");
        assertThatThrownBy(() -> judge().prepare(
                                net, bare, new NoiseImages(5, List.of(new Truth.Label(0))), ProfileProgress.SILENT))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("measured on 40 images of noise, these are 1 of noise");
    }

    @Test
    void noticesAnImageThatHasChangedSince() {
        prepared();
        ProfileJudge judge = judge();
        judge.prepare(net, bare, images(6), ProfileProgress.SILENT);
        assertThatThrownBy(() -> begin(judge).read(input()))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("Image 0 of noise has changed");
    }

    @Test
    void refusesWhatTakesTooMuchSpace() {
        ProfileJudge judge = new ProfileJudge(store, new OrtGraphRunner(), folder, Bytes.of(1000));
        assertThatThrownBy(() -> judge.prepare(net, bare, images(5), ProfileProgress.SILENT))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("to 40 images takes");
        assertThat(folder).doesNotExist();
    }

    @Test
    void hasNothingToSayOfOtherNetworksAndProfiles() {
        ProfileJudge judge = judge();
        assertThat(judge.begin(net, bare, both)).isNull();
        judge.prepare(net, bare, images(5), ProfileProgress.SILENT);
        ProfileSnapshot fewer =
                profiler().profile(net, images(5), QUICK.withImages(IMAGES / 2), ProfileProgress.SILENT);
        assertThat(judge.begin(net, fewer, both)).isNull();
        assertThatThrownBy(() -> judge().prepare(net, bare.withPrediction(null), images(5), ProfileProgress.SILENT))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("predicts nothing of compositions");
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.reduce((one, other) -> {
                        throw new AssertionError("There are " + one + " and " + other);
                    })
                    .orElseThrow();
        }
    }
}
