/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All compositions of a real network of two blocks on the real engine. */
class CompositionEvaluatorTest {
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

    private List<BlockChain> all() {
        List<BlockChain> all = new ArrayList<>();
        for (DescendantId first : List.of(DescendantId.ORIGINAL, RealNets.SMALL)) {
            for (DescendantId second : List.of(DescendantId.ORIGINAL, RealNets.SMALL)) {
                all.add(net.originalChain().with(0, first).with(1, second));
            }
        }
        return all;
    }

    private static NoiseImages unknown(int count) {
        return new NoiseImages(5, Collections.nCopies(count, Truth.NONE));
    }

    private Evaluation evaluate(List<BlockChain> chains, NoiseImages images) {
        return new CompositionEvaluator(store, engine, new OrtGraphRunner(), Ticker.system())
                .evaluate(net, chains, images, 5, ProfileProgress.SILENT);
    }

    private int answer(BlockChain chain, NoiseImages images, int index) throws IOException {
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

    @Test
    void judgesEveryCompositionAsOnnxRuntimeDoesOnThePortableFiles() throws IOException {
        List<Truth> truths = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int original = answer(net.originalChain(), unknown(24), i);
            truths.add(new Truth.Label(i % 3 == 0 ? (original + 1) % 10 : original));
        }
        NoiseImages images = new NoiseImages(5, truths);

        Evaluation evaluation = evaluate(all(), images);

        assertThat(evaluation.metric()).isEqualTo("top-1");
        assertThat(evaluation.images()).isEqualTo(24);
        assertThat(evaluation.base().mean()).isCloseTo(16 / 24.0, within(1e-6));
        for (MeasuredChain measured : evaluation.compositions()) {
            double right = 0;
            for (int i = 0; i < 24; i++) {
                int label = ((Truth.Label) truths.get(i)).index();
                right += answer(measured.chain(), images, i) == label ? 1 : 0;
            }
            assertThat(measured.quality().mean()).as("%s", measured.chain()).isCloseTo(right / 24, within(1e-6));
            assertThat(measured.drop().mean()).isCloseTo(evaluation.base().mean() - right / 24, within(1e-6));
        }
        assertThat(evaluation.compositions()).extracting(MeasuredChain::chain).isEqualTo(all());
        assertThat(evaluation.compositions().get(0).drop().mean()).isZero();
        assertThat(evaluation.compositions().get(0).agreement().mean()).isEqualTo(1);
    }

    @Test
    void timesEveryCompositionBesideTheOriginalAndWeighsIt() {
        Evaluation evaluation = evaluate(all(), unknown(2));
        assertThat(evaluation.metric()).isEqualTo("agreement");
        assertThat(evaluation.compositions()).allSatisfy(measured -> {
            assertThat(measured.latency().runs()).isEqualTo(5);
            assertThat(measured.latency().p50Nanos()).isPositive();
            assertThat(measured.original().p50Nanos()).isPositive();
            assertThat(measured.bytes() == null).isEqualTo(engine.memory() == null);
        });
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "3, 0", "5, 0", "8, 0", "0, 1", "0, 2", "0, 4", "0, 5"})
    void closesAllItOpenedAlsoWhenTheEngineFails(int opening, int joining) {
        CountingEngine counting = new CountingEngine(engine, opening, joining);
        CompositionEvaluator evaluator =
                new CompositionEvaluator(store, counting, new OrtGraphRunner(), Ticker.system());
        try {
            evaluator.evaluate(net, all(), unknown(2), 3, ProfileProgress.SILENT);
            assertThat(opening + joining).isZero();
        } catch (CountingEngine.Broken e) {
            assertThat(opening + joining).isPositive();
        }
        assertThat(counting.open()).isZero();
    }

    @Test
    void refusesWhatCannotBeMeasured() {
        assertThatThrownBy(() -> evaluate(all(), unknown(0)))
                .isInstanceOf(ProfilerException.class)
                .hasMessage("The data set noise has no images to judge quality on.");
        assertThatThrownBy(() -> evaluate(List.of(), unknown(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> evaluate(all(), new NoiseImages(1, List.of(new Truth.Label(1), Truth.NONE))))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("Maybe keep the two apart.");
    }
}
