/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.core.graph.Operator;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors that somebody wants to be borders. */
class PinsTest {
    private final Path folder;
    private final ImportedModel model;

    PinsTest(@TempDir Path folder) {
        this.folder = folder;
        this.model = imported(OnnxNets.residual(1, 8, 16));
    }

    private ImportedModel imported(ai.onnx.proto.OnnxMl.ModelProto network) {
        return new ModelImporter(new OrtGraphRunner())
                .read(Graphs.file(network, folder, "net"), ImportOptions.named("net"));
    }

    private ThrowingCallable cut(int most, String... pins) {
        return () -> ModelCutter.cut(model, new CutOptions(1, most, Set.of(pins)));
    }

    private List<String> borders() {
        return new Borders(model.graph(), model.structure())
                .positions().stream()
                        .map(position -> model.structure()
                                .operators()
                                .get(position)
                                .outputs()
                                .get(0))
                        .toList();
    }

    @Test
    void aTensorOfTheNetworkEitherBecomesABorderOrIsRefusedWithOnesThatCan() {
        List<String> borders = borders();
        assertThat(borders).hasSizeGreaterThan(3);
        for (Operator operator : model.structure().operators()) {
            String name = operator.outputs().get(0);
            boolean answer = model.structure().outputs().stream()
                    .anyMatch(output -> output.name().equals(name));
            if (borders.contains(name) || answer) {
                assertThatCode(cut(4, name)).as(name).doesNotThrowAnyException();
            } else {
                assertThatThrownBy(cut(4, name))
                        .isInstanceOf(BlocksException.class)
                        .hasMessageContaining("cannot be cut at " + name)
                        .satisfies(refusal -> assertThatCode(cut(4, advised(refusal)))
                                .as("%s", refusal.getMessage())
                                .doesNotThrowAnyException());
            }
        }
    }

    @Test
    void aMisspeltTensorIsRefusedWithTheNamesNearestToIt() {
        for (String border : borders()) {
            assertThatThrownBy(cut(4, border.toLowerCase(java.util.Locale.ROOT) + "t"))
                    .isInstanceOf(BlocksException.class)
                    .hasMessageContaining("is no tensor of the network")
                    .satisfies(refusal -> assertThat(advised(refusal)).isEqualTo(border));
        }
    }

    @Test
    void whatIsNoNameAtAllIsRefusedInFewWords() {
        for (String name : List.of("", " ", "x".repeat(100_000), "<&\"\u0000>", "w0", "%s%n")) {
            assertThatThrownBy(cut(4, name))
                    .isInstanceOf(BlocksException.class)
                    .hasMessageContaining("Maybe cut at ")
                    .satisfies(refusal ->
                            assertThat(String.valueOf(refusal.getMessage())).hasSizeLessThan(600));
        }
    }

    @Test
    void theEndsOfTheNetworkAreBordersAnyway() {
        String answer = model.structure().outputs().get(0).name();

        assertThatCode(cut(1, model.structure().input().name(), answer)).doesNotThrowAnyException();
    }

    @Test
    void moreCutPointsThanBlocksAllowAreRefused() {
        String[] pins = borders().stream().limit(3).toArray(String[]::new);

        assertThatThrownBy(cut(3, pins))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("(3) need 4 blocks, and at most 3 are allowed");
        assertThat(ModelCutter.cut(model, new CutOptions(1, 4, Set.of(pins))))
                .hasSize(4)
                .extracting(block -> block.outputs().get(0))
                .extracting(TensorSpec::name)
                .startsWith(pins);
    }

    @Test
    void aNetworkThatCannotBeCutSaysSo() {
        OnnxNets net = OnnxNets.seeded(1);
        String wide = net.conv(net.input("input", 1, 3, 16, 16), 3, 16, 3, 1, 1);
        ImportedModel small = imported(net.output(net.relu(wide)).model());

        assertThatThrownBy(() -> ModelCutter.cut(small, new CutOptions(1, 4, Set.of(wide))))
                .isInstanceOf(BlocksException.class)
                .hasMessageEndingWith("Maybe leave it out: this network cannot be cut.");
    }

    @Test
    void namesAreRankedByHowFewChangesLeadToThem() {
        assertThat(NearNames.to("conv2", List.of("pool", "conv10", "Conv1", "block/conv2/relu"), 3))
                .containsExactly("block/conv2/relu", "Conv1", "conv10");
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<String> names = random.ints(20, 0, 1000)
                    .mapToObj(number -> "stage%d/conv%d_out".formatted(number % 5, number))
                    .distinct()
                    .toList();
            String meant = names.get(random.nextInt(names.size()));
            StringBuilder written = new StringBuilder(meant);
            written.setCharAt(random.nextInt(6), '~');
            assertThat(NearNames.to(written.toString(), names, 20))
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(names)
                    .isEqualTo(NearNames.to(written.toString(), names, 20));
            assertThat(NearNames.to(meant, names, 1)).as("seed %d", seed).containsExactly(meant);
        }
    }

    private static String advised(Throwable refusal) {
        return String.valueOf(refusal.getMessage()).replaceAll("(?s).*Maybe cut at (.*?)( or .*)?\\.", "$1");
    }
}
