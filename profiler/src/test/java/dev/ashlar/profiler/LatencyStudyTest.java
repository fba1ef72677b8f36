/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.profile.LatencyProfile;
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

    /** Runs that tell a chain as it serves from its blocks apart: 12 pairs. */
    private static final int COMPARED = 24;

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
        List<BlockChain> chains = LatencyStudy.covering(net);
        LatencyStudy study = new LatencyStudy(net, chains, ticker);
        TimedEngine engine = new TimedEngine(
                ticker,
                digest -> {
                    boolean cold = runs.merge(digest, 1, Integer::sum) <= COMPARED + WARM_UP;
                    return nanos.getOrDefault(digest, 0L) * (cold && slowToWarmUp ? 1000 : 1);
                },
                ANSWERING);
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

    private static LatencyProfile exactly(long nanos, long cpuNanos) {
        return new LatencyProfile(nanos, nanos, nanos, cpuNanos, ROUNDS);
    }

    @Test
    void timesEveryDescendantWithinItsChainAsThatServes() {
        LatencyStudy study = study(false, ProfileProgress.SILENT);
        for (int b = 0; b < net.blocks().size(); b++) {
            for (Descendant descendant : net.blocks().get(b).descendants()) {
                LatencyProfile measured = study.of(b, descendant);
                assertThat(measured)
                        .as("%s of block %d", descendant.id(), b)
                        .isEqualTo(exactly(nanos.getOrDefault(descendant.digest(), -1L), measured.cpuNanos()));
            }
        }
    }

    @Test
    void timesTheWholeNetworkOfOriginals() {
        LatencyProfile whole = study(false, ProfileProgress.SILENT).whole();
        assertThat(whole).isEqualTo(exactly(100 + 300 + ANSWERING.toNanos(), whole.cpuNanos()));
        assertThat(whole.cpuNanos()).isPositive();
    }

    @Test
    void tellsWhatAFrameTakesBeyondItsBlocks() {
        assertThat(study(false, ProfileProgress.SILENT).beyondNanos()).isEqualTo(ANSWERING.toNanos());
    }

    @Test
    void leavesTheWarmUpOut() {
        LatencyStudy study = study(true, ProfileProgress.SILENT);
        Descendant original = net.blocks().get(0).original();
        assertThat(study.of(0, original).p99Nanos()).isEqualTo(100);
        assertThat(runs.get(original.digest())).isEqualTo(COMPARED + WARM_UP + ROUNDS);
    }

    @Test
    void tellsHowFarItHasCome() {
        List<Long> steps = new ArrayList<>();
        int all = LatencyStudy.covering(net).size() + ROUNDS + WARM_UP;
        study(false, (what, done, total) -> {
            assertThat(what).isEqualTo("latency");
            assertThat(total).isEqualTo(all);
            steps.add(done);
        });
        assertThat(steps).hasSize(all).isSorted().doesNotHaveDuplicates();
    }
}
