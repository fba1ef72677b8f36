/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.serving.MeasuringResults.Turn;
import dev.ashlar.blocks.Progress;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanOutcome;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.ErrorBand;
import dev.ashlar.core.profile.PredictionCheck;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.profile.Scores;
import dev.ashlar.core.profile.SwapScores;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.profiler.ProfileJudge;
import dev.ashlar.profiler.ProfileProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;

/** Frames at a rate that the machine can serve, in turns with plans measured in idle time and without. */
final class MeasuringStudy {
    /*
     * Streams ask for three tenths of what the processors have. With roomy deadlines a frame can bear to wait for a step of
     * measuring, with tight ones it cannot, and all depends on when frames are expected. A turn starts with nothing
     * measured, and ends before all is.
     */
    private static final MadeUpNetwork KIND = new MadeUpNetwork(32, 4, List.of(64, 48, 32));
    private static final int STREAMS = 3;
    private static final double LOAD = 0.3;
    private static final double ROOMY = 6;
    private static final double TIGHT = 2;
    private static final List<Double> SHARES = List.of(0.0, 0.05, 1.0);
    private static final Bytes MOST = Bytes.ofMebi(1024);

    private final Rig rig;
    private final int images;

    /** @param images that every composition is judged on */
    MeasuringStudy(Path folder, int images) {
        this.rig = new Rig(folder);
        this.images = images;
    }

    /**
     * Measures in turns.
     *
     * @param rounds of every kind of turn
     * @param seconds of a turn
     */
    List<Turn> run(int rounds, int seconds, long seed, Progress progress) {
        List<BlockCatalog> networks = rig.write(KIND, "measuring", STREAMS, seed);
        Tensor image = KIND.input(seed);
        long cost = DeadlineStudy.cost(rig, networks.get(0), image);
        List<ProfileSnapshot> profiles = new ArrayList<>();
        List<Turn> turns = new ArrayList<>();
        Path answers = rig.store().cacheFolder().resolve("answers");
        try (ProfileJudge judge = new ProfileJudge(rig.store(), new OrtGraphRunner(), answers, MOST)) {
            for (BlockCatalog network : networks) {
                rig.profile(network, image);
                ProfileSnapshot profile = predicting(network);
                profiles.add(profile);
                judge.prepare(network, profile, new Noise(images, seed), ProfileProgress.SILENT);
            }
            int all = rounds * 2 * SHARES.size();
            for (int i = 0; i < all; i++) {
                progress.at("measuring plans beside frames", i, all);
                // Every round begins with another kind.
                double share = SHARES.get((i / 2 + i / (2 * SHARES.size())) % SHARES.size());
                boolean tight = i % 2 == 1;
                profiles.forEach(rig.store()::save);
                turns.add(turn(networks, judge, image, cost, tight, share, seconds));
            }
        }
        rig.close();
        return turns;
    }

    private Turn turn(
            List<BlockCatalog> networks,
            ProfileJudge judge,
            Tensor image,
            long cost,
            boolean tight,
            double share,
            int seconds) {
        long period = Math.round(cost * STREAMS / (LOAD * Rig.CORES));
        long deadline = Math.round(cost * (tight ? TIGHT : ROOMY));
        try (Ashlar ashlar =
                rig.open(MeasuringStudy::narrow, rig.budget(), builder -> builder.measuring(judge, share))) {
            List<StreamHandle> streams = new ArrayList<>();
            for (BlockCatalog network : networks) {
                streams.add(Rig.get(ashlar.openStream(StreamSpec.of(
                        network.model().value(),
                        network.model().value(),
                        Duration.ofNanos(period),
                        Duration.ofNanos(deadline)))));
            }
            List<Camera> cameras = new ArrayList<>();
            long from = System.nanoTime() + 10_000_000;
            for (int i = 0; i < streams.size(); i++) {
                cameras.add(new Camera(streams.get(i)::submit, image, period, from + i * period / streams.size()));
            }
            cameras.forEach(Camera::start);
            long end = from + Duration.ofSeconds(seconds).toNanos();
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            cameras.forEach(Camera::stop);
            return new Turn(
                    tight ? "tight" : "roomy",
                    deadline / 1e6,
                    share,
                    seconds,
                    cameras.stream().mapToLong(Camera::offered).sum(),
                    cameras.stream().mapToLong(Camera::missed).sum(),
                    Spread.of(cameras.stream()
                            .flatMapToDouble(camera -> DoubleStream.of(camera.totalMillis()))
                            .toArray()),
                    ashlar.stats().measuring().images(),
                    ashlar.stats().measuring().spentNanos() / 1e6);
        }
    }

    /** Every block a step narrower than its original: nothing is measured of originals. */
    private static PlanOutcome narrow(PlanRequest request) {
        Map<StreamId, BlockChain> chains = new HashMap<>();
        for (StreamSpec stream : request.workload().streams()) {
            chains.put(
                    stream.id(),
                    new BlockChain(
                            stream.model(),
                            request.model(stream).blocks().stream()
                                    .map(block -> block.variants().get(1).id())
                                    .toList()));
        }
        return new PlanOutcome.Feasible(Plan.of(chains), 0, 0);
    }

    /** The profile of a network with a prediction that is made up, on images that are. */
    private ProfileSnapshot predicting(BlockCatalog network) {
        ProfileSnapshot profile = Objects.requireNonNull(rig.profileOf(network));
        List<SwapScores> swaps = new ArrayList<>();
        for (Block block : network.blocks()) {
            for (Descendant descendant : block.choices()) {
                if (!descendant.isOriginal()) {
                    swaps.add(new SwapScores(
                            block.id(), descendant.id(), descendant.digest(), new Scores(1, 1, 0, 0, 0, 0), 0.1));
                }
            }
        }
        Provenance from = profile.provenance();
        return new ProfileSnapshot(
                profile.model(),
                new Provenance(from.device(), from.engine(), Noise.NAME, images, from.seed(), from.measuredAt()),
                "agreement",
                1,
                profile.whole(),
                profile.fixedNanos(),
                profile.activationBytes(),
                profile.blocks(),
                List.of(),
                // So wide an interval that no plan is made anew.
                new QualityPrediction(
                        swaps,
                        AccuracyLink.IDENTITY,
                        new ErrorBand(1, 0),
                        PredictionCheck.of(List.of(), List.of(), List.of()),
                        List.of()),
                null);
    }

    /**
     * Images of noise.
     *
     * @param size how many
     * @param seed of the noise
     */
    private record Noise(int size, long seed) implements ImageSet {
        private static final String NAME = "noise";

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Sample sample(int index) {
            byte[] pixels = new byte[3 * KIND.side() * KIND.side()];
            new Random(seed + index).nextBytes(pixels);
            return new Sample(PackedImage.of(pixels, KIND.side(), KIND.side(), PixelFormat.RGB), Truth.NONE);
        }
    }
}
