/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Compression;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.DescendantCosts;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.MachineSample;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.PolishProfile;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.ServingCosts;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real network of two blocks on the real engine. */
class ModelProfilerTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final Device DEVICE = DeviceProbe.current();
    private static final ProfileOptions QUICK =
            ProfileOptions.DEFAULT.withRounds(10).withImages(40);

    private FileStore store;
    private BlockCatalog net;
    private OrtBlockEngine engine;

    @BeforeEach
    void writeANetwork(@TempDir Path folder) {
        store = FileStore.open(folder);
        net = RealNets.write(store, "net", 3);
        engine = OrtBlockEngine.open(store.cacheFolder());
    }

    @AfterEach
    void closeTheEngine() {
        engine.close();
    }

    private ModelProfiler profiler() {
        return new ModelProfiler(store, engine, new OrtGraphRunner(), DEVICE, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private ProfileSnapshot profile(ImageSet images) {
        return profiler().profile(net, images, QUICK, ProfileProgress.SILENT);
    }

    private static NoiseImages unknown(int count) {
        return new NoiseImages(5, Collections.nCopies(count, Truth.NONE));
    }

    /** What a chain answers to an image: the class, by ONNX Runtime on the portable files, one after the other. */
    private int answer(BlockChain chain, ImageSet images, int index) throws IOException {
        Tensor input = Tensor.allocate(net.input().type(), net.input().nominal());
        new Resampler(net.preprocessing(), RealNets.SIDE, RealNets.SIDE)
                .resample(images.sample(index).image(), input.floats(), 0);
        float[] scores = RealNets.expected(store, new OrtGraphRunner(), net, chain, input);
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    /** Says of three images in four that the original is right, and of every fourth something else. */
    private NoiseImages labelled(int count) throws IOException {
        List<Truth> truths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int original = answer(net.originalChain(), unknown(count), i);
            truths.add(new Truth.Label(i % 4 == 0 ? (original + 1) % 10 : original));
        }
        return new NoiseImages(5, truths);
    }

    @Test
    void measuresWhatServingCosts() {
        AtomicLong microjoules = new AtomicLong();
        ProfileSnapshot profile = profiler()
                .metering(() -> microjoules.addAndGet(1000))
                .threading(threads -> OrtBlockEngine.open(store.cacheFolder(), threads))
                .profile(net, unknown(2), QUICK, ProfileProgress.SILENT);

        ServingCosts serving = Objects.requireNonNull(profile.serving());
        int most = Math.min(8, DEVICE.cores());
        assertThat(serving.slowdowns())
                .hasSize(Math.min(8, DEVICE.cores() + 2))
                .first()
                .isEqualTo(1.0);
        assertThat(serving.threads()).hasSize(most);
        for (Block block : net.blocks()) {
            for (Descendant descendant : block.choices()) {
                DescendantCosts costs = Objects.requireNonNull(serving.find(block.id(), descendant));
                assertThat(costs.linkNanos()).isPositive();
                assertThat(costs.nanojoules()).isPositive();
                assertThat(costs.coldNanos()).isNotNegative();
            }
        }
        assertThat(Objects.requireNonNull(serving.linking()).compositions()).isEqualTo(3);
        assertThat(PlanModel.of(net, profile).nanojoules(net.originalChain())).isPositive();
    }

    @Test
    void claimsNoEnergyWhereTheSystemTellsNone() {
        ServingCosts serving = Objects.requireNonNull(profile(unknown(2)).serving());

        assertThat(serving.threads()).isEmpty();
        assertThat(serving.descendants()).isNotEmpty().allSatisfy(each -> assertThat(each.nanojoules())
                .isZero());
    }

    @Test
    void keepsWhatServingCostsOfWhatHasNotChanged() {
        ProfileSnapshot old = profile(unknown(2));

        ProfileSnapshot again = profiler().refresh(net, old, unknown(2), QUICK, ProfileProgress.SILENT, part -> {});

        assertThat(again.serving()).isEqualTo(old.serving());
    }

    @Test
    void measuresEveryDescendantOnTheRealEngine() {
        ProfileSnapshot profile = profile(unknown(3));
        assertThat(profile.blocks()).hasSize(4).allSatisfy(entry -> {
            assertThat(entry.latency().runs()).isEqualTo(10);
            assertThat(entry.latency().p50Nanos()).isPositive();
            assertThat(entry.mappedBytes() + entry.privateBytes()).isPositive();
            assertThat(entry.openNanos()).isPositive();
        });
        assertThat(profile.whole().runs()).isEqualTo(10);
        assertThat(profile.whole().p50Nanos()).isPositive();
        assertThat(profile.fixedNanos()).isPositive();
        long floats = 3 * 16 * 16 + 8 * 16 * 16 + 10;
        assertThat(profile.activationBytes())
                .as("at least what lies between blocks")
                .isGreaterThanOrEqualTo(4 * floats);
    }

    @Test
    void saysWhereItsNumbersComeFrom() {
        ProfileSnapshot profile = profile(unknown(3));
        assertThat(profile.provenance())
                .isEqualTo(
                        new Provenance(DEVICE, engine.version(), "noise", 3, 1, Instant.parse("2026-01-02T03:04:05Z")));
        assertThat(profile.staleness(net, DEVICE, engine.version())).isEmpty();
        store.save(profile);
        assertThat(store.find(net.model(), DEVICE)).isEqualTo(profile);
    }

    @Test
    void judgesSingleSwapsAsOnnxRuntimeDoesOnThePortableFiles() throws IOException {
        NoiseImages images = labelled(40);
        ProfileSnapshot profile = profile(images);
        assertThat(profile.metric()).isEqualTo("top-1");
        assertThat(profile.baseQuality()).isEqualTo(0.75);
        for (int b = 0; b < net.blocks().size(); b++) {
            for (Descendant descendant : net.blocks().get(b).descendants()) {
                check(images, profile, b, descendant);
            }
        }
    }

    private void check(NoiseImages images, ProfileSnapshot profile, int b, Descendant descendant) throws IOException {
        BlockChain swapped = net.originalChain().with(b, descendant.id());
        double right = 0;
        double same = 0;
        for (int i = 0; i < images.size(); i++) {
            int answer = answer(swapped, images, i);
            right += answer == ((Truth.Label) images.truths().get(i)).index() ? 1 : 0;
            same += answer == this.answer(net.originalChain(), images, i) ? 1 : 0;
        }
        BlockProfile entry = profile.find(net.blocks().get(b).id(), descendant.id());
        assertThat(entry).isNotNull();
        assertThat(entry.quality()).as("%s quality", swapped).isEqualTo(right / images.size());
        assertThat(entry.agreement()).as("%s agreement", swapped).isEqualTo(same / images.size());
    }

    private double agreement(BlockChain chain, NoiseImages images) throws IOException {
        double same = 0;
        for (int i = 0; i < images.size(); i++) {
            same += answer(chain, images, i) == answer(net.originalChain(), images, i) ? 1 : 0;
        }
        return same / images.size();
    }

    @Test
    void measuresPolishedHeadsInTheirComposition() throws IOException {
        net = RealNets.polish(store, net, "polish-1", 9);
        NoiseImages images = unknown(40);
        ProfileSnapshot profile = profile(images);
        assertThat(profile.blocks()).hasSize(4);
        BlockChain plain = net.originalChain().with(0, RealNets.SMALL).with(1, RealNets.SMALL);
        BlockChain polished = plain.with(1, new DescendantId("polish-1"));
        assertThat(profile.polished()).singleElement().satisfies(entry -> {
            assertThat(entry.head().descendant()).isEqualTo(new DescendantId("polish-1"));
            assertThat(entry.head().agreement()).isEqualTo(agreement(polished, images));
            assertThat(entry.head().quality()).isEqualTo(entry.head().agreement());
            assertThat(entry.plainQuality()).isEqualTo(agreement(plain, images));
            assertThat(entry.plainAgreement()).isEqualTo(entry.plainQuality());
            assertThat(entry.head().latency().runs()).isEqualTo(10);
            assertThat(entry.head().latency().p50Nanos()).isPositive();
            assertThat(entry.head().bytes()).isPositive();
            assertThat(entry.head().openNanos()).isPositive();
        });
        assertThat(profile.staleness(net, DEVICE, engine.version())).isEmpty();
        store.save(profile);
        assertThat(store.find(net.model(), DEVICE)).isEqualTo(profile);
    }

    private ProfileSnapshot more(ProfileSnapshot profile, ImageSet images) {
        return profiler().profilePolished(net, profile, images, 10, ProfileProgress.SILENT);
    }

    @Test
    void addsPolishedHeadsToAProfileAndLeavesTheRestAsItIs() {
        ProfileSnapshot before = profile(unknown(20));
        assertThat(more(before, unknown(20))).isSameAs(before);
        net = RealNets.polish(store, net, "polish-1", 9);
        ProfileSnapshot once = more(before, unknown(20));
        assertThat(once.withPolished(List.of())).isEqualTo(before);
        PolishProfile whole = profile(unknown(20)).polished().get(0);
        assertThat(once.polished()).singleElement().satisfies(entry -> {
            assertThat(entry.plainQuality()).isEqualTo(whole.plainQuality());
            assertThat(entry.head().quality()).isEqualTo(whole.head().quality());
            assertThat(entry.head().digest()).isEqualTo(whole.head().digest());
        });
        net = RealNets.polish(store, net, "polish-2", 11);
        ProfileSnapshot twice = more(once, unknown(20));
        assertThat(twice.polished())
                .hasSize(2)
                .contains(once.polished().get(0))
                .extracting(entry -> entry.head().descendant().value())
                .containsExactly("polish-1", "polish-2");
    }

    @Test
    void refusesToAddPolishedHeadsMeasuredElsewhere() throws IOException {
        ProfileSnapshot profile = profile(labelled(20));
        net = RealNets.polish(store, net, "polish-1", 9);
        assertThatThrownBy(() -> more(profile, unknown(20)))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("agreement of 1.0 on these images, and a top-1 of 0.75 in its profile");
        assertThatThrownBy(() -> more(profile, unknown(19)))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("it was measured on 20 images of noise, these are 19 of noise. Maybe run");
        ModelProfiler elsewhere = new ModelProfiler(
                store, engine, new OrtGraphRunner(), new Device("other", 1, 1, List.of()), Clock.systemUTC());
        assertThatThrownBy(() -> elsewhere.profilePolished(net, profile, unknown(20), 10, ProfileProgress.SILENT))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("cannot take in more: it was measured on");
    }

    @Test
    void judgesByAgreementWhereNothingIsKnown() {
        ProfileSnapshot profile = profile(unknown(20));
        assertThat(profile.metric()).isEqualTo("agreement");
        assertThat(profile.baseQuality()).isEqualTo(1);
        assertThat(profile.blocks())
                .allSatisfy(entry -> assertThat(entry.quality()).isEqualTo(entry.agreement()));
        assertThat(profile.blocks())
                .filteredOn(entry -> entry.descendant().equals(RealNets.SMALL))
                .allSatisfy(entry -> assertThat(entry.quality()).isLessThan(1));
    }

    @Test
    void judgesOnNoMoreImagesThanAsked() {
        assertThat(profiler()
                        .profile(net, unknown(30), QUICK.withImages(7), ProfileProgress.SILENT)
                        .provenance()
                        .images())
                .isEqualTo(7);
    }

    @Test
    void tellsHowFarItHasCome() {
        List<String> steps = new ArrayList<>();
        profiler().profile(net, unknown(4), QUICK, (what, done, total) -> steps.add(what + " " + done + "/" + total));
        assertThat(steps).contains("latency 0/15", "quality of swaps 4/4").doesNotHaveDuplicates();
    }

    @Test
    void refusesDataOnWhichTheOriginalIsNoBetterThanChance() throws IOException {
        List<Truth> wrong = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            wrong.add(new Truth.Label((answer(net.originalChain(), unknown(10), i) + 3) % 10));
        }
        assertThatThrownBy(() -> profile(new NoiseImages(5, wrong)))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("The original of net reaches a top-1 of 0.000 on this data")
                .hasMessageContaining("Maybe its preprocessing");
    }

    @Test
    void refusesNoImagesAndMixedOnes() {
        assertThatThrownBy(() -> profile(unknown(0)))
                .isInstanceOf(ProfilerException.class)
                .hasMessage("The data set noise has no images to judge quality on.");
        assertThatThrownBy(() -> profile(new NoiseImages(1, List.of(new Truth.Label(1), Truth.NONE))))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("Maybe keep the two apart.");
    }

    @Test
    void refusesANetworkThatIsNotCut() {
        BlockCatalog whole = new BlockCatalog(
                net.model(),
                net.source(),
                net.input(),
                net.preprocessing(),
                net.outputs(),
                OutputKind.CLASSES,
                List.of(),
                List.<Block>of());
        assertThatThrownBy(() -> profiler().profile(whole, unknown(1), QUICK, ProfileProgress.SILENT))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("Maybe run `ashlar cut` first.");
    }

    /** Adds a descendant to the second block that goes with any of the others. */
    private void addADescendant() throws IOException {
        BlockCatalog with = RealNets.polish(store, net, "polish-1", 9);
        Block second = with.blocks().get(1);
        Descendant head = second.descendants().get(2);
        DescendantId id = new DescendantId("keep-20");
        byte[] onnx =
                Files.readAllBytes(store.file(net.model(), second.id(), head).path());
        store.put(net.model(), second.id(), id, onnx);
        List<Descendant> descendants = new ArrayList<>(net.blocks().get(1).descendants());
        descendants.add(new Descendant(
                id,
                List.of(new Compression.ChannelPruning(0.2)),
                head.digest(),
                onnx.length,
                onnx.length,
                900,
                0.2,
                "test"));
        net = net.withBlocks(List.of(net.blocks().get(0), second.with(descendants, second.dropped())));
        store.save(net);
    }

    @Test
    void refreshingMeasuresWhatIsMissingAloneAndKeepsTheRest() throws IOException {
        NoiseImages images = unknown(40);
        ProfileSnapshot before = profile(images);
        addADescendant();
        assertThat(before.staleness(net, DEVICE, engine.version())).containsExactly("b1/keep-20 was not measured");
        CountingEngine counting = new CountingEngine(engine, 0, 0);
        ModelProfiler again =
                new ModelProfiler(store, counting, new OrtGraphRunner(), DEVICE, Clock.fixed(NOW, ZoneOffset.UTC));

        ProfileSnapshot after = again.refresh(net, before, images, QUICK, ProfileProgress.SILENT, part -> {});

        assertThat(after.staleness(net, DEVICE, engine.version())).isEmpty();
        assertThat(after.blocks()).hasSize(5).containsAll(before.blocks());
        BlockChain swapped = net.originalChain().with(1, new DescendantId("keep-20"));
        BlockProfile measured = after.find(net.blocks().get(1).id(), new DescendantId("keep-20"));
        assertThat(measured).isNotNull();
        assertThat(measured.agreement()).isEqualTo(agreement(swapped, images));
        assertThat(after.whole()).isEqualTo(before.whole());
        assertThat(counting.openings()).as("three blocks, each twice").isEqualTo(6);
        assertThat(counting.open()).isZero();
    }

    @Test
    void refreshingOnOtherImagesOrAnotherEngineMeasuresAll() {
        ProfileSnapshot before = profile(unknown(20));
        CountingEngine counting = new CountingEngine(engine, 0, 0);
        ModelProfiler again =
                new ModelProfiler(store, counting, new OrtGraphRunner(), DEVICE, Clock.fixed(NOW, ZoneOffset.UTC));
        ProfileSnapshot after = again.refresh(net, before, unknown(19), QUICK, ProfileProgress.SILENT, part -> {});
        assertThat(after.provenance().images()).isEqualTo(19);
        assertThat(counting.openings()).isEqualTo(8);
    }

    @Test
    void saysHowBusyTheMachineWas() {
        Iterator<Long> ticks = Stream.iterate(0L, tick -> tick + 100).iterator();
        ProfileSnapshot profile = profiler()
                .watching(() -> {
                    long now = ticks.next();
                    return new MachineSample(now, now / 2, now / 5, 0, 0, 0);
                })
                .profile(net, unknown(2), QUICK, ProfileProgress.SILENT);
        assertThat(profile.provenance().warnings())
                .contains(
                        "the host took 20 % of the processor time away",
                        "other processes used 30 % of the processor time");
        assertThat(profile(unknown(2)).provenance().conditions()).isNull();
        store.save(profile);
        assertThat(store.find(net.model(), DEVICE)).isEqualTo(profile);
    }

    @Test
    void closesAllItOpened() {
        CountingEngine counting = new CountingEngine(engine, 0, 0);
        new ModelProfiler(store, counting, new OrtGraphRunner(), DEVICE, Clock.systemUTC())
                .profile(net, unknown(2), QUICK, ProfileProgress.SILENT);
        assertThat(counting.openings()).isEqualTo(8);
        assertThat(counting.mostLinked()).isEqualTo(Math.max(4, 1 + Math.min(8, DEVICE.cores() + 2)));
        assertThat(counting.open()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 0", "3, 0", "6, 0", "8, 0", "0, 1", "0, 2", "0, 3", "0, 4"})
    void closesAllItOpenedWhenTheEngineFails(int opening, int joining) {
        CountingEngine counting = new CountingEngine(engine, opening, joining);
        ModelProfiler profiler = new ModelProfiler(store, counting, new OrtGraphRunner(), DEVICE, Clock.systemUTC());
        assertThatThrownBy(() -> profiler.profile(net, unknown(2), QUICK, ProfileProgress.SILENT))
                .isInstanceOf(CountingEngine.Broken.class);
        assertThat(counting.open()).isZero();
    }

    @Test
    void refusesAbsurdOptions() {
        for (int rounds : new int[] {-1, 0, 9, 1_000_001}) {
            assertThatThrownBy(() -> ProfileOptions.DEFAULT.withRounds(rounds))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(" + rounds + ")");
        }
        for (int images : new int[] {-1, 0, 1_000_001}) {
            assertThatThrownBy(() -> ProfileOptions.DEFAULT.withImages(images))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("(" + images + ")");
        }
    }

    @Test
    void predictsCompositionsAndMeasuresThem() throws IOException {
        NoiseImages images = labelled(40);
        ProfileSnapshot profile = profile(images);
        QualityPrediction prediction = profile.prediction();
        assertThat(prediction).isNotNull();
        assertThat(prediction.covers(net)).isTrue();
        BlockChain both = net.originalChain().with(0, RealNets.SMALL).with(1, RealNets.SMALL);
        MeasuredComposition measured = prediction.measured(both.choices());
        assertThat(measured).isNotNull();
        double right = 0;
        for (int i = 0; i < images.size(); i++) {
            right += answer(both, images, i) == ((Truth.Label) images.truths().get(i)).index() ? 1 : 0;
        }
        assertThat(measured.scores().quality()).isEqualTo(right / images.size());
        assertThat(measured.scores().agreement()).isEqualTo(agreement(both, images));
        assertThat(prediction.loss(net, both).loss()).isBetween(0.0, 0.75);
        assertThat(profiler()
                        .profile(net, images, QUICK.withCompositions(0), ProfileProgress.SILENT)
                        .prediction())
                .isNull();
    }

    @Test
    void goesOnWhereItWasInterruptedAndEndsWithTheSame(@TempDir Path journals) {
        ProfileSnapshot whole = profile(unknown(40));
        List<ProfileSnapshot> kept = new ArrayList<>();
        ModelProfiler resuming = profiler().resumingIn(journals);
        assertThatThrownBy(() -> resuming.profile(
                        net,
                        unknown(40),
                        QUICK,
                        (what, done, total) -> {
                            if (what.equals("quality of compositions")) {
                                throw new CountingEngine.Broken("power");
                            }
                        },
                        kept::add))
                .isInstanceOf(CountingEngine.Broken.class);
        assertThat(kept).singleElement().satisfies(part -> {
            assertThat(part.prediction()).isNull();
            assertThat(part.staleness(net, DEVICE, engine.version())).isEmpty();
        });
        assertThat(journals.resolve("net.scores")).exists();
        ProfileSnapshot resumed = resuming.profile(net, unknown(40), QUICK, ProfileProgress.SILENT, kept::add);
        assertThat(resumed.prediction()).isEqualTo(whole.prediction());
        assertThat(kept).hasSize(3).last().isEqualTo(resumed);
        assertThat(journals.resolve("net.scores")).doesNotExist();
    }

    @Test
    void addsCompositionsToAProfile() {
        ProfileSnapshot profile = profile(unknown(40));
        QualityPrediction prediction = profile.prediction();
        assertThat(prediction).isNotNull();
        ProfileSnapshot bare = profile.withPrediction(prediction.withMeasured(List.of()));
        BlockChain both = net.originalChain().with(0, RealNets.SMALL).with(1, RealNets.SMALL);
        ProfileSnapshot more =
                profiler().profileCompositions(net, bare, unknown(40), List.of(both), ProfileProgress.SILENT);
        MeasuredComposition known = prediction.measured(both.choices());
        assertThat(known).isNotNull();
        assertThat(more.prediction()).isNotNull();
        assertThat(more.prediction().measured()).singleElement().satisfies(each -> assertThat(each.scores())
                .isEqualTo(known.scores()));
        assertThat(profiler().profileCompositions(net, more, unknown(40), List.of(both), ProfileProgress.SILENT))
                .isSameAs(more);
        assertThatThrownBy(() -> profiler()
                        .profileCompositions(
                                net, profile.withPrediction(null), unknown(40), List.of(both), ProfileProgress.SILENT))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("Maybe run `ashlar profile`");
    }

    @Test
    void judgesFewerImagesWhereTimeIsShort() {
        assertThat(profiler()
                        .profile(
                                net,
                                unknown(300),
                                QUICK.withImages(300).withPatience(Duration.ZERO),
                                ProfileProgress.SILENT)
                        .provenance()
                        .images())
                .isEqualTo(100);
    }
}
