/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.importing.TensorProbe;
import dev.ashlar.blocks.math.CrossProducts;
import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.blocks.onnx.OnnxGraph;
import dev.ashlar.blocks.prune.BlockPruner;
import dev.ashlar.blocks.prune.LevelWidths;
import dev.ashlar.blocks.prune.ShapedGraph;
import dev.ashlar.blocks.retrain.JointNetwork.Choice;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.testing.ManualTicker;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JointTrainingTest {
    private static final JointOptions FEW = JointOptions.DEFAULT.withPasses(6);

    private final GraphRunner runner = new OrtGraphRunner();

    @TempDir
    Path folder;

    /** Two blocks, one after the other, with a block without weights between them, and a half of each. */
    private List<OnnxGraph> originals() {
        List<OnnxGraph> blocks = new ArrayList<>();
        String between = "x";
        for (int i = 0; i < 3; i++) {
            OnnxNets net = OnnxNets.seeded(i + 1);
            String x = net.input(between, 1, 4, 10, 10);
            if (i != 1) {
                x = net.plus(net.conv(net.relu(net.conv(x, 4, 12, 3, 1, 1)), 12, 4, 3, 1, 1), x);
            }
            between = i == 0 ? x : net.relu(x);
            blocks.add(Graphs.of(net.output(between).model(), folder));
        }
        return blocks;
    }

    private OnnxGraph half(OnnxGraph original, List<Map<String, Tensor>> samples) {
        try (CrossProducts products = new CrossProducts(runner);
                TensorProbe probe = new TensorProbe(original, runner)) {
            ShapedGraph shaped =
                    new ShapedGraph(original, probe.look(samples.get(0)).shapes());
            return new BlockPruner(shaped, samples, runner, products, LevelWidths.usual(List.of(0.5)), 1)
                    .at(0.5)
                    .graph();
        }
    }

    /** The network, its halves and what they became. */
    private record Outcome(JointTraining.Result result, List<OnnxGraph> before, List<OnnxGraph> after) {}

    private Outcome train(JointOptions options, Ticker ticker) {
        return train(options, ticker, Checkpoint.none(), Progress.SILENT);
    }

    private Outcome train(JointOptions options, Ticker ticker, Checkpoint checkpoint, Progress progress) {
        List<OnnxGraph> originals = originals();
        List<Map<String, Tensor>> images = Blocks.samples(240, 1, 1, 4, 10, 10);
        List<Map<String, Tensor>> live = new ArrayList<>();
        images.forEach(image -> live.add(new HashMap<>(image)));
        List<Map<String, Tensor>> answers = List.of();
        List<OnnxGraph> before = new ArrayList<>();
        List<OnnxGraph> after = new ArrayList<>();
        try (JointNetwork network = new JointNetwork(images.subList(0, 3), runner)) {
            for (OnnxGraph original : originals) {
                String read = original.inputs().get(0).getName();
                List<Map<String, Tensor>> inputs = live.stream()
                        .map(each -> Map.of(read, Lookup.in(each, read)))
                        .toList();
                List<Choice> choices = new ArrayList<>();
                if (!original.constants().isEmpty()) {
                    OnnxGraph half = half(original, inputs.subList(0, 24));
                    before.add(half);
                    choices.add(new Choice(1, half));
                }
                assertThat(network.add(original, choices)).isNull();
                answers = Blocks.answers(runner, original, inputs);
                for (int i = 0; i < live.size(); i++) {
                    live.get(i).putAll(answers.get(i));
                }
            }
            Lessons fitted = new Lessons(images.subList(0, 200), answers.subList(0, 200));
            Lessons judging = new Lessons(images.subList(200, 240), answers.subList(200, 240));
            JointTraining.Result result =
                    new JointTraining(network, fitted, judging, options, ticker, checkpoint).train(progress);
            after.add(network.graph(0, 0));
            after.add(network.graph(2, 0));
            return new Outcome(result, before, after);
        }
    }

    private Outcome train(JointOptions options) {
        return train(options, Ticker.system());
    }

    @Test
    void answersOfTheWholeNetworkComeNearer() {
        Outcome outcome = train(FEW.withPasses(40));
        assertThat(outcome.result().after()).isLessThan(0.9 * outcome.result().before());
        assertThat(outcome.result().share()).isEqualTo(1);
        assertThat(outcome.after()).doesNotContainAnyElementsOf(outcome.before());
    }

    @Test
    void theSameSeedMakesTheSameWeightsAndAnotherSeedOthers() {
        List<OnnxGraph> first = train(FEW).after();
        assertThat(train(FEW).after()).isEqualTo(first);
        assertThat(train(FEW.withSeed(2)).after()).isNotEqualTo(first);
    }

    @Test
    void keepsItsStartWhereTrainingOnlyHarms() {
        Outcome outcome = train(new JointOptions(2, 0, 1, 64, Duration.ofHours(1), 1));
        assertThat(outcome.after()).isEqualTo(outcome.before());
        assertThat(outcome.result().after()).isEqualTo(outcome.result().before());
    }

    @Test
    void endsWhenItsTimeIsUp() {
        Outcome none = train(FEW.withLimit(Duration.ZERO), new ManualTicker());
        assertThat(none.after()).isEqualTo(none.before());
        assertThat(none.result().share()).isZero();
        ManualTicker ticker = new ManualTicker();
        Ticker everyLook = () -> {
            ticker.advance(Duration.ofSeconds(1));
            return ticker.nanos();
        };
        JointTraining.Result some = train(FEW.withPasses(40).withLimit(Duration.ofSeconds(200)), everyLook)
                .result();
        assertThat(some.share()).isBetween(0.05, 0.95);
        assertThat(some.after()).isLessThan(some.before());
    }

    /** The steps that a training takes which begins with what is in this file; the plug is pulled at one of them. */
    private List<Long> stepsUntil(long pulled, Path file) {
        List<Long> steps = new ArrayList<>();
        assertThatThrownBy(() -> train(FEW, Ticker.system(), Checkpoint.at(file, "key"), (what, done, total) -> {
                    if (done == pulled) {
                        throw new IllegalStateException("the plug is pulled");
                    }
                    steps.add(done);
                }))
                .hasMessage("the plug is pulled");
        return steps;
    }

    @Test
    void anInterruptedTrainingGoesOnWhereItWasJudgedLastAndComesToTheSame() {
        int all = FEW.steps(200, 32);
        Outcome whole = train(FEW);
        Path file = folder.resolve("net.joint");
        assertThat(stepsUntil(all / 2, file)).startsWith(0L);
        long judged = all * 2L / 5;
        assertThat(stepsUntil(all - 1, file)).startsWith(judged).doesNotContain(judged - 1);
        List<Long> steps = new ArrayList<>();
        Outcome resumed =
                train(FEW, Ticker.system(), Checkpoint.at(file, "key"), (what, done, total) -> steps.add(done));
        assertThat(steps).startsWith(all * 4L / 5);
        assertThat(resumed.after()).isEqualTo(whole.after());
        assertThat(resumed.result()).isEqualTo(whole.result());

        Outcome other =
                train(FEW, Ticker.system(), Checkpoint.at(file, "other"), (what, done, total) -> steps.add(done));
        assertThat(steps).as("of another training").endsWith(all - 1L).contains(0L);
        assertThat(other.after()).isEqualTo(whole.after());
    }

    @Test
    void fewSamplesAreGoneOverMoreOften() {
        assertThat(new JointOptions(12, 400, 0.01, 32, Duration.ofHours(1), 1).steps(70, 32))
                .isEqualTo(400);
        assertThat(FEW.steps(70, 32)).isEqualTo(14);
        assertThat(JointOptions.DEFAULT.steps(5000, 32)).isEqualTo(1875);
    }

    @Test
    void saysWhatCannotBeTrained() {
        OnnxNets net = OnnxNets.seeded(1);
        String x = net.input("x", 1, 4, 10, 10);
        OnnxGraph round = Graphs.of(net.output(net.op("Round", x)).model(), folder);
        try (JointNetwork network = new JointNetwork(Blocks.samples(3, 1, 1, 4, 10, 10), runner)) {
            assertThat(network.add(round, List.of())).contains("Round", "cannot be trained");
        }
    }
}
