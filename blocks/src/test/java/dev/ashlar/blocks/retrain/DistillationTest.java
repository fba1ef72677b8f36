/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.BlockPruner;
import dev.ashlar.blocks.prune.LevelWidths;
import dev.ashlar.blocks.prune.RandomBlocks;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.testing.ManualTicker;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistillationTest {
    private static final DistilOptions FEW = DistilOptions.DEFAULT.withEpochs(6);

    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    /** A block and half of it, as the closed form leaves it. */
    private record Pupil(OnnxGraph graph, Lessons fitted, Lessons judging) {}

    private Pupil pupil(OnnxGraph original, long seed, long... shape) {
        List<Map<String, Tensor>> samples = Blocks.samples(240, seed, shape);
        Lessons fitted =
                new Lessons(samples.subList(0, 200), Blocks.answers(runner, original, samples.subList(0, 200)));
        Lessons judging =
                new Lessons(samples.subList(200, 240), Blocks.answers(runner, original, samples.subList(200, 240)));
        try (CrossProducts products = new CrossProducts(runner);
                TensorProbe probe = new TensorProbe(original, runner)) {
            ShapedGraph shaped =
                    new ShapedGraph(original, probe.look(samples.get(0)).shapes());
            BlockPruner pruner = new BlockPruner(
                    shaped, samples.subList(0, 24), runner, products, LevelWidths.usual(List.of(0.5)), seed);
            return new Pupil(pruner.at(0.5).graph(), fitted, judging);
        }
    }

    private OnnxGraph residual() {
        OnnxNets net = OnnxNets.seeded(1);
        String x = net.input("x", 1, 4, 10, 10);
        String inner = net.relu(net.conv(x, 4, 12, 3, 1, 1));
        x = net.relu(net.plus(net.conv(inner, 12, 4, 3, 1, 1), x));
        return Graphs.of(net.output(x).model(), folder);
    }

    private Distilled train(Pupil pupil, DistilOptions options, Ticker ticker) {
        try (TrainableBlock block =
                Blocks.trainable(pupil.graph(), pupil.judging().inputs(), runner)) {
            return new Distillation(options, ticker).train(block, pupil.fitted(), pupil.judging());
        }
    }

    private Distilled train(Pupil pupil, DistilOptions options) {
        return train(pupil, options, Ticker.system());
    }

    @Test
    void errorFallsAndIsWhatTheEngineSeesOfTheTrainedWeights() {
        Pupil pupil = pupil(residual(), 1, 1, 4, 10, 10);
        Distilled trained = train(pupil, FEW.withEpochs(40));
        assertThat(trained.after()).isLessThan(0.9 * trained.before());
        assertThat(error(pupil.graph(), pupil.judging())).isCloseTo(trained.before(), within(1e-4));
        assertThat(error(trained.graph(), pupil.judging())).isCloseTo(trained.after(), within(1e-4));
        assertThat(trained.epochs()).isBetween(10, 40);
    }

    private double error(OnnxGraph graph, Lessons lessons) {
        double apart = 0;
        double norm = 0;
        List<Map<String, Tensor>> answers = Blocks.answers(runner, graph, lessons.inputs());
        for (int i = 0; i < answers.size(); i++) {
            for (String output : graph.outputs()) {
                float[] made = Lookup.in(answers.get(i), output).toFloats();
                float[] truth = Lookup.in(lessons.answers().get(i), output).toFloats();
                for (int k = 0; k < truth.length; k++) {
                    apart += Math.pow(made[k] - truth[k], 2);
                    norm += Math.pow(truth[k], 2);
                }
            }
        }
        return Math.sqrt(apart / norm);
    }

    @Test
    void isNeverWorseThanItsStart() {
        for (int seed = 0; seed < 8; seed++) {
            OnnxGraph original = BlockPruner.fold(Graphs.of(RandomBlocks.of(seed), folder));
            Distilled trained = train(pupil(original, seed, 1, 6, 12, 12), FEW.withEpochs(1));
            assertThat(trained.after()).as("seed %d", seed).isLessThanOrEqualTo(trained.before());
        }
    }

    @Test
    void theSameSeedMakesTheSameWeightsAndAnotherSeedOthers() {
        Pupil pupil = pupil(residual(), 2, 1, 4, 10, 10);
        Distilled first = train(pupil, FEW);
        assertThat(train(pupil, FEW)).isEqualTo(first);
        assertThat(train(pupil, FEW.withSeed(2)).graph()).isNotEqualTo(first.graph());
    }

    @Test
    void keepsItsStartWhereTrainingOnlyHarms() {
        Pupil pupil = pupil(residual(), 3, 1, 4, 10, 10);
        Distilled trained = train(pupil, new DistilOptions(6, 0, 1, 64, 0.5, Duration.ofHours(1), 1));
        assertThat(trained.graph()).isEqualTo(pupil.graph());
        assertThat(trained.after()).isEqualTo(trained.before());
        assertThat(trained.epochs()).isLessThan(6);
    }

    @Test
    void doesNotGiveUpAfterTheEpochOfTheHighestRate() {
        Pupil pupil = pupil(residual(), 3, 1, 4, 10, 10);
        assertThat(train(pupil, new DistilOptions(2, 0, 1, 64, 0.5, Duration.ofHours(1), 1))
                        .epochs())
                .isEqualTo(2);
    }

    @Test
    void endsWhenItsTimeIsUpWithTheBestSoFar() {
        Pupil pupil = pupil(residual(), 4, 1, 4, 10, 10);
        Distilled none = train(pupil, FEW.withLimit(Duration.ZERO), new ManualTicker());
        assertThat(none.graph()).isEqualTo(pupil.graph());
        assertThat(none.epochs()).isZero();
        ManualTicker ticker = new ManualTicker();
        Ticker everyLook = () -> {
            ticker.advance(Duration.ofSeconds(1));
            return ticker.nanos();
        };
        Distilled some = train(pupil, FEW.withLimit(Duration.ofSeconds(90)), everyLook);
        assertThat(some.epochs()).isBetween(1, 3);
        assertThat(some.share()).isBetween(0.05, 0.95);
        assertThat(some.after()).isLessThan(some.before());
    }

    @Test
    void memoryDoesNotGrowWithTheNumberOfSteps() {
        Pupil pupil = pupil(residual(), 5, 1, 4, 10, 10);
        try (TrainableBlock block =
                Blocks.trainable(pupil.graph(), pupil.judging().inputs(), runner)) {
            new Distillation(FEW.withEpochs(1), Ticker.system()).train(block, pupil.fitted(), pupil.judging());
            int before = block.memory().getManagedArrays().size();
            new Distillation(FEW, Ticker.system()).train(block, pupil.fitted(), pupil.judging());
            assertThat(block.memory().getManagedArrays())
                    .hasSizeLessThanOrEqualTo(before + 2 * block.parameters().size());
        }
    }

    @Test
    void refusesSamplesThatAreNoNumbers() {
        Pupil pupil = pupil(residual(), 6, 1, 4, 10, 10);
        List<Map<String, Tensor>> damaged = new ArrayList<>(pupil.fitted().answers());
        String output = pupil.graph().outputs().get(0);
        Tensor copy = Tensor.of(
                Lookup.in(damaged.get(7), output).shape(),
                Lookup.in(damaged.get(7), output).toFloats());
        copy.floats().put(3, Float.NaN);
        damaged.set(7, Map.of(output, copy));
        Pupil spoilt = new Pupil(pupil.graph(), new Lessons(pupil.fitted().inputs(), damaged), pupil.judging());
        assertThatThrownBy(() -> train(spoilt, FEW))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("NaN")
                .hasMessageContaining(output)
                .hasMessageContaining("Maybe");
    }

    @Test
    void fewSamplesAreGoneOverMoreOften() {
        Pupil pupil = pupil(residual(), 1, 1, 4, 10, 10);
        // 200 samples are 13 steps of 16.
        DistilOptions options = new DistilOptions(2, 60, 0.03, 16, 1, Duration.ofHours(1), 1);
        Distilled trained = train(pupil, options);
        assertThat(trained.epochs()).isEqualTo(5);
        assertThat(trained.after())
                .isLessThan(train(pupil, options.withEpochs(2)).after());
        assertThat(options.recipe()).isNotEqualTo(options.withEpochs(2).recipe());
    }

    @Test
    void refusesOptionsThatTrainNothing() {
        assertThatThrownBy(() -> FEW.withEpochs(0)).hasMessageContaining("epochs (0)");
        assertThatThrownBy(() -> FEW.withLimit(Duration.ofSeconds(-1))).hasMessageContaining("time limit");
        assertThatThrownBy(() -> new DistilOptions(1, 0, Double.NaN, 64, 1, Duration.ZERO, 1))
                .hasMessageContaining("learning rate");
    }
}
