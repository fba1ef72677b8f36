/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.testing.OnnxNets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LinkedChainTest {
    private static final Shape ONE = Shape.of(1, 3, 16, 16);
    private static final Shape THREE = Shape.of(3, 3, 16, 16);

    private final Path folder;
    private final OrtBlockEngine engine;

    LinkedChainTest(@TempDir Path folder) {
        this.folder = folder;
        this.engine = OrtBlockEngine.open(folder.resolve("cache"));
    }

    @AfterEach
    void closeTheEngine() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void equalsTheWholeNetworkWhereverItIsCut(long seed) {
        Random random = new Random(seed);
        int width = List.of(4, 10, 12, 16, 24).get(random.nextInt(5));
        CutNet net = CutNet.random(OnnxNets.residual(seed, width, 16), ONE, THREE, 1 + random.nextInt(8), random);
        try (OpenChain open = OpenChain.of(engine, net, net.write(folder.resolve("store")))) {
            assertThat(open.chain().segments()).as("seed %d", seed).isEqualTo(1);
            for (Shape shape : List.of(ONE, THREE, Shape.of(5, 3, 16, 16))) {
                Tensor input = Samples.input(shape, seed);
                List<Tensor> expected = net.runWhole(input);
                List<Tensor> actual = open.chain().run(input);
                for (int i = 0; i < expected.size(); i++) {
                    assertThat(Samples.distance(actual.get(i), expected.get(i)))
                            .as("seed %d shape %s output %d", seed, shape, i)
                            .isLessThan(1e-6);
                }
            }
        }
    }

    @Test
    void codesPassFromOne8BitBlockToTheNext() throws Exception {
        Shape shape = Shape.of(1, 16, 8, 8);
        CutNet net = CutNet.of(QuantizedNet.convolutions(16, 3), shape, shape, 6, 12);
        List<BlockFile> files = net.write(folder.resolve("store"));
        Tensor input = Samples.input(shape, 3);
        try (OpenChain linked = OpenChain.of(engine, net, files);
                OpenChain apart = OpenChain.apart(engine, net, files)) {
            assertThat(Samples.distance(
                            linked.chain().run(input).get(0),
                            apart.chain().run(input).get(0)))
                    .isZero();
        }
        ModelProto model = link(net, files);
        assertThat(operators(model, "QuantizeLinear")).isEqualTo(1);
        assertThat(operators(model, "DequantizeLinear")).isEqualTo(1);
        assertThat(operators(model, "Transpose")).isEqualTo(2);
    }

    @Test
    void sumsOverBordersKeepTheLayoutOf8BitLayers() throws Exception {
        Shape shape = Shape.of(1, 16, 8, 8);
        CutNet net = CutNet.of(QuantizedNet.residual(16), shape, shape, 6, 21);
        List<BlockFile> files = net.write(folder.resolve("store"));
        Tensor input = Samples.input(shape, 3);
        try (OpenChain linked = OpenChain.of(engine, net, files);
                OpenChain apart = OpenChain.apart(engine, net, files)) {
            assertThat(Samples.distance(
                            linked.chain().run(input).get(0),
                            apart.chain().run(input).get(0)))
                    .isZero();
        }
        ModelProto model = link(net, files);
        assertThat(operators(model, "QLinearAdd")).isEqualTo(1);
        assertThat(operators(model, "Transpose")).isEqualTo(2);
    }

    @Test
    void countsTheRepackedWeightsThatEveryChainHolds() {
        Shape shape = Shape.of(1, 64, 8, 8);
        CutNet net = CutNet.of(QuantizedNet.convolutions(64, 3), shape, shape, 6, 12);
        long weights = 3 * 64 * 64 * 9;
        try (OpenChain linked = OpenChain.of(engine, net, net.write(folder.resolve("store")));
                OpenChain apart = OpenChain.apart(engine, net, net.write(folder.resolve("store")))) {
            assertThat(linked.chain().privateBytes()).isBetween(weights, weights + (400 << 10));
            assertThat(apart.chain().privateBytes())
                    .isGreaterThan(linked.chain().privateBytes());
        }
    }

    @Test
    void noLayoutChangesBetweenBlocks() throws Exception {
        ModelProto whole = OnnxNets.residual(3, 32, 16);
        int[] cuts = behindActivations(whole);
        CutNet net = CutNet.of(whole, ONE, THREE, cuts);
        List<BlockFile> files = net.write(folder.resolve("store"));
        try (OpenChain open = OpenChain.of(engine, net, files)) {
            Tensor input = Samples.input(ONE, 3);
            assertThat(Samples.distance(
                            open.chain().run(input).get(0), net.runWhole(input).get(0)))
                    .isLessThan(1e-6);
        }
        assertThat(files).hasSizeGreaterThan(2);
        assertThat(operators(link(net, files), LinkForm.TO_PLAIN)).isLessThanOrEqualTo(1);
        assertThat(operators(link(net, files), LinkForm.TO_BLOCKED)).isLessThanOrEqualTo(1);
    }

    private static int[] behindActivations(ModelProto whole) {
        List<NodeProto> nodes = whole.getGraph().getNodeList();
        return IntStream.range(1, nodes.size() - 1)
                .filter(i -> nodes.get(i - 1).getOpType().equals("Relu"))
                .toArray();
    }

    private static long operators(ModelProto model, String type) {
        return model.getGraph().getNodeList().stream()
                .filter(node -> node.getOpType().equals(type))
                .count();
    }

    private ModelProto link(CutNet net, List<BlockFile> files) throws Exception {
        List<LinkPart> parts = new ArrayList<>();
        for (BlockFile file : files) {
            Path entry = CacheFolder.machine(folder.resolve("cache"))
                    .resolve(file.digest().value());
            ModelProto graph = ModelProto.parseFrom(Files.readAllBytes(entry.resolve(PreparedEntry.LINKED)));
            parts.add(new LinkPart(graph, PreparedEntry.WEIGHTS));
        }
        List<String> writes =
                net.catalog().outputs().stream().map(TensorSpec::name).toList();
        return Objects.requireNonNull(
                Linker.link(parts, Set.of(net.catalog().input().name()), writes).model());
    }

    @Test
    void largeNetworksAreLinkedInPieces() {
        CutNet net = CutNet.of(OnnxNets.residual(5, 16, 16), ONE, THREE, 5, 10, 15);
        List<BlockFile> files = net.write(folder.resolve("store"));
        BlockCatalog heavy = net.catalog()
                .withBlocks(net.catalog().blocks().stream()
                        .map(block -> withMacs(block, 200_000_000))
                        .toList());
        List<LoadedBlock> blocks = files.stream().map(engine::open).toList();
        Tensor input = Samples.input(ONE, 5);
        try (LoadedChain chain = engine.join(heavy, heavy.originalChain(), blocks)) {
            assertThat(chain.segments()).isEqualTo(2);
            assertThat(Samples.distance(
                            chain.run(input).get(0), net.runWhole(input).get(0)))
                    .isLessThan(1e-6);
        }
        blocks.forEach(LoadedBlock::close);
    }

    private static Block withMacs(Block block, long macs) {
        Descendant original = block.original();
        Descendant heavy = new Descendant(
                original.id(),
                original.compressions(),
                original.digest(),
                original.fileBytes(),
                original.weightBytes(),
                macs,
                0,
                original.recipe());
        return block.with(List.of(heavy), List.of());
    }

    @Test
    void runsBlockByBlockWhatAnswersOtherwiseThanTheWholeNetwork() {
        CutNet net = CutNet.of(OnnxNets.residual(8, 16, 16), ONE, THREE, 7, 12);
        CutNet other = CutNet.of(OnnxNets.residual(9, 16, 16), ONE, THREE, 7, 12);
        Tensor input = Samples.input(ONE, 8);
        try (OpenChain right = OpenChain.of(engine, net, net.write(folder.resolve("store")));
                OpenChain wrong = OpenChain.of(engine, other, other.write(folder.resolve("other")))) {
            assertThat(engine.mismatch(net.catalog(), right.chain(), right.blocks(), input))
                    .isNull();
            assertThat(engine.mismatch(other.catalog(), right.chain(), wrong.blocks(), input))
                    .contains("differs from that of the whole network");
            try (LoadedChain again =
                            engine.join(other.catalog(), other.catalog().originalChain(), wrong.blocks());
                    LoadedChain linked =
                            engine.join(net.catalog(), net.catalog().originalChain(), right.blocks())) {
                assertThat(again.segments()).isEqualTo(3);
                assertThat(linked.segments()).isEqualTo(1);
            }
        }
    }

    @Test
    void comparesCodesWithTheWholeNetwork() {
        Shape shape = Shape.of(1, 16, 8, 8);
        CutNet net = CutNet.of(QuantizedNet.convolutions(16, 3), shape, shape, 6, 12);
        try (OpenChain open = OpenChain.of(engine, net, net.write(folder.resolve("store")))) {
            assertThat(engine.mismatch(net.catalog(), open.chain(), open.blocks(), Samples.input(shape, 4)))
                    .isNull();
        }
    }

    @Test
    void linksInPiecesOfTheSizeThatTheCallerChooses() {
        ModelProto whole = OnnxNets.residual(10, 16, 16);
        CutNet net = CutNet.of(whole, ONE, THREE, 4, 7, 12, 15);
        List<BlockFile> files = net.write(folder.resolve("store"));
        Tensor input = Samples.input(ONE, 10);
        List<LoadedBlock> blocks = files.stream().map(engine::open).toList();
        BlockCatalog catalog = net.catalog();
        Pieces pieces = Pieces.within(List.of(1L, 5L, 2L, 2L, 1L), 4);
        try (LoadedChain chain = engine.join(catalog, catalog.originalChain(), blocks, pieces)) {
            assertThat(chain.segments()).isEqualTo(4);
            assertThat(Samples.distance(
                            chain.run(input).get(0), net.runWhole(input).get(0)))
                    .isLessThan(1e-6);
        }
        try (LoadedChain chain = engine.join(catalog, catalog.originalChain(), blocks, Pieces.ONE)) {
            assertThat(chain.segments()).isEqualTo(1);
        }
        blocks.forEach(LoadedBlock::close);
    }

    @Test
    void chainsShareThePiecesThatAreEqual() {
        CutNet net = CutNet.of(OnnxNets.residual(11, 16, 16), ONE, THREE, 7, 12);
        CutNet other = CutNet.of(OnnxNets.residual(12, 16, 16), ONE, THREE, 7, 12);
        BlockCatalog catalog = net.catalog();
        List<LoadedBlock> blocks =
                net.write(folder.resolve("store")).stream().map(engine::open).toList();
        LoadedBlock strange = engine.open(other.write(folder.resolve("other")).get(1));
        BlockCatalog changed = catalog.withBlocks(List.of(
                catalog.blocks().get(0),
                other.catalog().blocks().get(1),
                catalog.blocks().get(2)));
        List<LoadedBlock> mixed = List.of(blocks.get(0), strange, blocks.get(2));
        Pieces apart = Pieces.within(List.of(1L, 1L, 1L), 1);
        Tensor input = Samples.input(ONE, 11);
        LoadedChain first = engine.join(catalog, catalog.originalChain(), blocks, apart);
        long alone = first.privateBytes();
        long opened = engine.linkTimes().sessions();
        try (LoadedChain second = engine.join(changed, changed.originalChain(), mixed, apart);
                LoadedChain third = engine.join(catalog, catalog.originalChain(), blocks, apart)) {
            assertThat(engine.linkTimes().sessions() - opened)
                    .as("sessions that were opened for two more chains")
                    .isEqualTo(1);
            assertThat(first.privateBytes()).isLessThan(alone);
            Tensor answer = third.run(input).get(0);
            Tensor others = second.run(input).get(0);
            first.close();
            first.close();
            assertThat(Samples.distance(third.run(input).get(0), answer)).isZero();
            assertThat(Samples.distance(second.run(input).get(0), others)).isZero();
            assertThat(Samples.distance(answer, net.runWhole(input).get(0))).isLessThan(1e-6);
            assertThat(Samples.distance(others, answer)).isGreaterThan(1e-3);
        }
        blocks.forEach(LoadedBlock::close);
        strange.close();
    }

    @Test
    void runsAloneWhatHoldsAGraphAndLinksTheRest() {
        OnnxNets branching = OnnxNets.seeded(13);
        String x = branching.relu(branching.conv(branching.input("input", -1, 3, 16, 16), 3, 16, 3, 1, 1));
        String mean = branching.op("ReduceMean", x);
        String positive = branching.op("Greater", mean, branching.constant(new float[] {0.1f}));
        x = branching.add(NodeProto.newBuilder()
                .setOpType("If")
                .addInput(branching.op("Squeeze", positive))
                .addAttribute(branch("then_branch", "Relu", x))
                .addAttribute(branch("else_branch", "Neg", x)));
        x = branching.relu(branching.conv(x, 16, 16, 3, 1, 1));
        x = branching.relu(branching.conv(x, 16, 16, 3, 1, 1));
        ModelProto whole = branching.output(x, -1, 16, 16, 16).model();
        CutNet net = CutNet.of(whole, ONE, ONE, 2, 6, 8);
        Tensor input = Samples.input(ONE, 13);
        try (OpenChain open = OpenChain.of(engine, net, net.write(folder.resolve("store")))) {
            assertThat(open.chain().segments()).isEqualTo(3);
            assertThat(Samples.distance(
                            open.chain().run(input).get(0), net.runWhole(input).get(0)))
                    .isLessThan(1e-6);
        }
    }

    private static AttributeProto branch(String name, String operator, String input) {
        GraphProto graph = GraphProto.newBuilder()
                .setName(name)
                .addNode(NodeProto.newBuilder()
                        .setName(name + "." + operator)
                        .setOpType(operator)
                        .addInput(input)
                        .addOutput(name + ".out"))
                .addOutput(ValueInfoProto.newBuilder().setName(name + ".out"))
                .build();
        return AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.GRAPH)
                .setG(graph)
                .build();
    }

    @Test
    void refusesToLinkWhatCannotBe() {
        ModelProto.Builder model = OnnxNets.residual(1, 8, 16).toBuilder();
        LinkPart part = new LinkPart(model.build(), PreparedEntry.WEIGHTS);
        model.getOpsetImportBuilder(0).setVersion(model.getOpsetImport(0).getVersion() - 1);
        LinkPart older = new LinkPart(model.build(), PreparedEntry.WEIGHTS);
        model.getGraphBuilder()
                .getNodeBuilder(0)
                .addAttribute(AttributeProto.newBuilder().setName("then").setG(GraphProto.getDefaultInstance()));
        LinkPart nested = new LinkPart(model.build(), PreparedEntry.WEIGHTS);
        Linker.Result differing = Linker.link(List.of(part, older), Set.of(), List.of());
        assertThat(differing.model()).isNull();
        assertThat(differing.obstacle()).contains("versions");
        Linker.Result holding = Linker.link(List.of(nested), Set.of(), List.of());
        assertThat(holding.model()).isNull();
        assertThat(holding.obstacle()).contains("holds a graph");
    }

    @Test
    void linksRoundedBlocksOfOldNetworksWithTheOthers() {
        ModelProto.Builder model = OnnxNets.residual(1, 8, 16).toBuilder();
        LinkPart[] parts = new LinkPart[2];
        for (int version = 9; version <= 10; version++) {
            model.getOpsetImportBuilder(0).setVersion(version);
            parts[version - 9] = new LinkPart(model.build(), PreparedEntry.WEIGHTS);
        }
        for (List<LinkPart> order : List.of(List.of(parts[0], parts[1]), List.of(parts[1], parts[0]))) {
            ModelProto linked = Linker.concatenate(order, Set.of(), List.of()).model();
            assertThat(linked).isNotNull();
            assertThat(linked.getOpsetImportList()).singleElement().satisfies(set -> assertThat(set.getVersion())
                    .isEqualTo(10));
        }
        model.getOpsetImportBuilder(0).setVersion(9);
        model.getGraphBuilder().getNodeBuilder(0).setOpType("Upsample");
        LinkPart changing = new LinkPart(model.build(), PreparedEntry.WEIGHTS);
        assertThat(Linker.concatenate(List.of(changing, parts[1]), Set.of(), List.of())
                        .obstacle())
                .contains("versions 9 and 10");
        assertThat(Linker.concatenate(List.of(parts[1], changing), Set.of(), List.of())
                        .obstacle())
                .contains("versions 10 and 9");
    }

    @Test
    void linksAgainWhenTheCacheWasDeletedBetweenOpeningAndJoining() {
        CutNet net = CutNet.of(OnnxNets.residual(6, 16, 16), ONE, THREE, 7);
        List<BlockFile> files = net.write(folder.resolve("store"));
        List<LoadedBlock> blocks = files.stream().map(engine::open).toList();
        Leftovers.delete(folder.resolve("cache"));
        Tensor input = Samples.input(ONE, 6);
        try (LoadedChain chain = engine.join(net.catalog(), net.catalog().originalChain(), blocks)) {
            assertThat(chain.segments()).isEqualTo(1);
            assertThat(Samples.distance(
                            chain.run(input).get(0), net.runWhole(input).get(0)))
                    .isLessThan(1e-6);
        }
        blocks.forEach(LoadedBlock::close);
        assertThatThrownBy(() -> engine.join(net.catalog(), net.catalog().originalChain(), blocks))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("I2");
    }
}
