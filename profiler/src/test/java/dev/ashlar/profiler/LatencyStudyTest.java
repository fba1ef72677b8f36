/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.profile.LatencyProfile;
import dev.ashlar.core.profile.LinkCosts;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.testing.ManualTicker;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.store.FileStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against an engine that takes exactly the time it is told. */
class LatencyStudyTest {
    private static final int ROUNDS = 50;
    private static final int WARM_UP = 5;

    private static final Duration ANSWERING = Duration.ofNanos(9);

    private final ManualTicker ticker = new ManualTicker();
    private final Map<Digest, Long> nanos = new HashMap<>();
    private final Map<Digest, Integer> runs = new HashMap<>();
    private FileStore store;
    private BlockCatalog net;

    @BeforeEach
    void writeANetwork(@TempDir Path folder) {
        store = FileStore.open(folder);
        net = RealNets.write(store, "net", 1);
        for (Block block : net.blocks()) {
            for (Descendant descendant : block.descendants()) {
                nanos.put(descendant.digest(), 100L * (nanos.size() + 1));
            }
        }
    }

    private LatencyStudy study(boolean slowToWarmUp, ProfileProgress progress) {
        return study(slowToWarmUp, 2, progress);
    }

    private LatencyStudy study(boolean slowToWarmUp, int apart, ProfileProgress progress) {
        List<BlockChain> chains = LatencyStudy.covering(net);
        LatencyStudy study = new LatencyStudy(net, chains, ticker, null);
        TimedEngine engine = new TimedEngine(
                ticker,
                digest -> {
                    boolean cold = runs.merge(digest, 1, Integer::sum) <= WARM_UP;
                    return nanos.getOrDefault(digest, 0L) * (cold && slowToWarmUp ? 1000 : 1);
                },
                ANSWERING,
                apart);
        try (OpenBlocks blocks = OpenBlocks.of(net, chains, store, engine, ticker)) {
            study.run(
                    blocks,
                    new NoiseImages(1, List.of(Truth.NONE)).sample(0).image(),
                    ROUNDS,
                    new ConditionsWatch(() -> null),
                    progress);
        }
        return study;
    }

    @Test
    void timesEveryDescendantWithinCompositionsAsTheyServe() {
        LatencyStudy study = study(false, ProfileProgress.SILENT);
        double whole = study.whole().p50Nanos();
        for (int b = 0; b < net.blocks().size(); b++) {
            for (Descendant descendant : net.blocks().get(b).descendants()) {
                LatencyProfile measured = study.of(b, descendant);
                assertThat((double) measured.p50Nanos())
                        .as("%s of block %d", descendant.id(), b)
                        .isCloseTo(nanos.getOrDefault(descendant.digest(), -1L), within(0.01 * whole));
                assertThat(measured.p99Nanos()).isEqualTo(measured.p50Nanos());
                assertThat(measured.runs()).isEqualTo(ROUNDS);
            }
        }
    }

    @Test
    void blocksKeepTheirTimesThoughTheMachineWasBusyWhileTheyRanApart() {
        LatencyStudy busy = study(false, 200, ProfileProgress.SILENT);
        assertThat((double) busy.of(0, net.blocks().get(0).original()).p50Nanos())
                .isCloseTo(100, within(4.0));
        assertThat((double) busy.of(1, net.blocks().get(1).original()).p50Nanos())
                .isCloseTo(300, within(4.0));
        assertThat((double) busy.beyondNanos()).isCloseTo((double) ANSWERING.toNanos(), within(0.5));
    }

    @Test
    void timesTheWholeNetworkOfOriginals() {
        LatencyProfile whole = study(false, ProfileProgress.SILENT).whole();
        assertThat(whole.p50Nanos()).isEqualTo(100 + 300 + ANSWERING.toNanos());
        assertThat(whole.p99Nanos()).isEqualTo(whole.p50Nanos());
        assertThat(whole.cpuNanos()).isPositive();
    }

    @Test
    void tellsWhatAFrameTakesBeyondItsBlocks() {
        assertThat((double) study(false, ProfileProgress.SILENT).beyondNanos())
                .isCloseTo((double) ANSWERING.toNanos(), within(0.01 * ANSWERING.toNanos()));
    }

    @Test
    void leavesTheWarmUpOut() {
        LatencyProfile first =
                study(true, ProfileProgress.SILENT).of(0, net.blocks().get(0).original());
        assertThat(first.p99Nanos()).isEqualTo(first.p50Nanos());
    }

    @Test
    void findsNothingThatCompositionsTakeBeyondTheirDescendants() {
        LinkCosts linking = study(false, ProfileProgress.SILENT).linking();
        assertThat(linking.borders()).isEmpty();
        assertThat(linking.compositions()).isPositive();
        assertThat(linking.error()).isLessThan(0.02);
    }

    @Test
    void tellsHowFarItHasCome() {
        List<Long> steps = new ArrayList<>();
        int all = LatencyStudy.covering(net).size() + ROUNDS + WARM_UP;
        study(false, (what, done, total) -> {
            if (what.equals("latency")) {
                assertThat(total).isEqualTo(all);
                steps.add(done);
            } else {
                assertThat(what).isEqualTo("latency of compositions");
                assertThat(done).isLessThanOrEqualTo(total);
            }
        });
        assertThat(steps).hasSize(all).isSorted().doesNotHaveDuplicates();
    }
}
