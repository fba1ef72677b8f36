/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain.Run;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.testing.OnnxNets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OrtChainTest {
    private static final Shape ONE = Shape.of(1, 3, 16, 16);
    private static final Shape THREE = Shape.of(3, 3, 16, 16);

    private final Path folder;
    private final OrtBlockEngine engine;

    OrtChainTest(@TempDir Path folder) {
        this.folder = folder;
        this.engine = OrtBlockEngine.open(folder.resolve("cache"));
    }

    @AfterEach
    void closeTheEngine() {
        engine.close();
    }

    private OpenChain open(CutNet net) {
        return OpenChain.apart(engine, net, net.write(folder.resolve("store")));
    }

    private static void assertSame(String what, CutNet net, Tensor input, List<Tensor> actual) {
        List<Tensor> expected = net.runWhole(input);
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(Samples.distance(actual.get(i), expected.get(i)))
                    .as("%s, output %s", what, net.catalog().outputs().get(i).name())
                    .isLessThan(1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void equalsTheWholeNetworkWhereverItIsCut(long seed) {
        Random random = new Random(seed);
        int width = List.of(4, 12, 16).get(random.nextInt(3));
        CutNet net = CutNet.random(OnnxNets.residual(seed, width, 16), ONE, THREE, 1 + random.nextInt(8), random);
        try (OpenChain open = open(net)) {
            assertThat(open.chain().segments()).isEqualTo(net.catalog().blocks().size());
            for (Shape shape : List.of(ONE, THREE, Shape.of(5, 3, 16, 16))) {
                Tensor input = Samples.input(shape, seed);
                assertSame(
                        "seed %d shape %s".formatted(seed, shape),
                        net,
                        input,
                        open.chain().run(input));
            }
        }
    }

    @Test
    void letsATensorPassABlockAndABlockWriteTwo() {
        OnnxNets net = OnnxNets.seeded(5);
        String trunk = net.relu(net.conv(net.input("input", -1, 3, 16, 16), 3, 8, 3, 1, 1));
        String left = net.relu(net.conv(trunk, 8, 8, 3, 1, 1));
        String right = net.relu(net.conv(trunk, 8, 8, 1, 1, 1));
        String inner = net.relu(net.conv(left, 8, 8, 3, 1, 1));
        net.output(net.relu(net.plus(net.plus(inner, right), trunk)), -1, 8, 16, 16);
        CutNet cut = CutNet.of(net.model(), ONE, THREE, 2, 6, 8);
        List<Block> blocks = cut.catalog().blocks();
        assertThat(blocks).extracting(block -> block.inputs().size()).containsExactly(1, 1, 1, 3);
        assertThat(blocks).extracting(block -> block.outputs().size()).containsExactly(1, 2, 1, 1);
        try (OpenChain open = open(cut)) {
            Tensor input = Samples.input(ONE, 1);
            assertSame("bypass", cut, input, open.chain().run(input));
        }
    }

    @Test
    void answersWithOutputsOfSeveralBlocksInTheOrderOfTheCatalog() {
        OnnxNets net = OnnxNets.seeded(6);
        String first = net.relu(net.conv(net.input("input", -1, 3, 16, 16), 3, 8, 3, 1, 1));
        String second = net.relu(net.conv(first, 8, 4, 3, 2, 1));
        String third = net.relu(net.conv(second, 4, 2, 3, 2, 1));
        net.output(third, -1, 2, 4, 4).output(first, -1, 8, 16, 16).output(second, -1, 4, 8, 8);
        CutNet cut = CutNet.of(net.model(), ONE, THREE, 2, 4);
        try (OpenChain open = open(cut)) {
            for (Shape shape : List.of(ONE, THREE)) {
                Tensor input = Samples.input(shape, 2);
                List<Tensor> outputs = open.chain().run(input);
                assertThat(outputs).extracting(tensor -> tensor.shape().dim(1)).containsExactly(2L, 8L, 4L);
                assertSame("shape " + shape, cut, input, outputs);
            }
        }
    }

    @Test
    void takesImagesOfAnySizeWhereTheNetworkDoes() {
        OnnxNets net = OnnxNets.seeded(7);
        String x = net.relu(net.conv(net.input("input", -1, 3, -1, -1), 3, 16, 3, 2, 1));
        String y = net.relu(net.plus(net.conv(x, 16, 16, 3, 1, 1), x));
        net.output(net.conv(y, 16, 1, 1, 1, 1), -1, 1, -1, -1);
        CutNet cut = CutNet.of(net.model(), Shape.of(1, 3, 32, 48), Shape.of(2, 3, 16, 24), 2, 5);
        try (OpenChain open = open(cut)) {
            for (Shape shape : List.of(Shape.of(1, 3, 32, 48), Shape.of(4, 3, 20, 100), Shape.of(1, 3, 7, 9))) {
                Tensor input = Samples.input(shape, 3);
                assertSame("shape " + shape, cut, input, open.chain().run(input));
            }
        }
    }

    @Test
    void hands8BitTensorsFromBlockToBlock() {
        Shape shape = Shape.of(1, 32, 8, 8);
        CutNet cut = CutNet.of(QuantizedNet.convolution(32), shape, Shape.of(2, 32, 8, 8), 1, 5);
        assertThat(cut.catalog().blocks())
                .extracting(block -> block.outputs().get(0).type())
                .containsExactly(ElementType.UINT8, ElementType.UINT8, ElementType.FLOAT32);
        try (OpenChain open = open(cut)) {
            Tensor input = Samples.input(shape, 4);
            assertSame("8 bits", cut, input, open.chain().run(input));
        }
    }

    @Test
    void copiesAnOutputWhoseShapeDependsOnTheData() {
        OnnxNets net = OnnxNets.seeded(8);
        String x = net.relu(net.input("input", 1, 8));
        net.output(net.op("NonZero", net.op("Neg", x)), 2, -1);
        CutNet whole = CutNet.of(withIntegerOutput(net), Shape.of(1, 8), Shape.of(1, 8), 1);
        try (OpenChain open = open(whole)) {
            Tensor full = open.chain()
                    .run(Tensor.of(Shape.of(1, 8), 1, 1, 1, 1, 1, 1, 1, 1))
                    .get(0);
            Tensor sparse = open.chain()
                    .run(Tensor.of(Shape.of(1, 8), 1, 0, 0, 1, 0, 0, 0, 0))
                    .get(0);
            assertThat(full.shape()).isEqualTo(Shape.of(2, 8));
            assertThat(sparse.shape()).isEqualTo(Shape.of(2, 2));
            assertThat(sparse.type()).isEqualTo(ElementType.INT64);
            assertThat(sparse.data().asLongBuffer().get(3)).isEqualTo(3);
        }
    }

    private static ai.onnx.proto.OnnxMl.ModelProto withIntegerOutput(OnnxNets net) {
        ai.onnx.proto.OnnxMl.ModelProto.Builder model = net.model().toBuilder();
        model.getGraphBuilder()
                .getOutputBuilder(0)
                .getTypeBuilder()
                .getTensorTypeBuilder()
                .setElemType(7);
        return model.build();
    }

    @Test
    void servesManyRunsAtOnce() throws Exception {
        CutNet net = CutNet.of(OnnxNets.residual(9, 8, 16), ONE, THREE, 3, 9, 12);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (OpenChain open = open(net)) {
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Tensor input = Samples.input(i % 2 == 0 ? ONE : THREE, i);
                runs.add(threads.submit((Callable<?>) () -> {
                    assertSame("concurrent", net, input, open.chain().run(input));
                    return null;
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void interleavesRunsOfOneThread() {
        CutNet net = CutNet.of(OnnxNets.residual(10, 8, 16), ONE, THREE, 3, 9, 12);
        try (OpenChain open = open(net);
                Run first = open.chain().begin(Samples.input(ONE, 1));
                Run second = open.chain().begin(Samples.input(ONE, 2))) {
            for (int i = 0; i < 3; i++) {
                assertThat(first.advance()).isTrue();
                assertThat(second.advance()).isTrue();
            }
            assertThat(second.advance()).isFalse();
            assertThat(first.advance()).isFalse();
            assertThat(first.advance()).as("past the end").isFalse();
            assertSame("first", net, Samples.input(ONE, 1), first.outputs());
            assertSame("second", net, Samples.input(ONE, 2), second.outputs());
        }
    }

    @Test
    void writesOverWhateverIsInTheTensorsOfTheSupply() {
        CutNet net = CutNet.of(OnnxNets.residual(18, 8, 16), ONE, THREE, 3, 9);
        List<Tensor> supplied = new ArrayList<>();
        TensorSupply dirty = (type, shape) -> {
            Tensor tensor = Tensor.allocate(type, shape);
            for (int i = 0; i < tensor.floats().capacity(); i++) {
                tensor.floats().put(i, Float.NaN);
            }
            supplied.add(tensor);
            return tensor;
        };
        try (OpenChain open = open(net)) {
            for (Shape shape : List.of(ONE, THREE)) {
                Tensor input = Samples.input(shape, 1);
                try (Run run = open.chain().begin(input, dirty)) {
                    while (run.advance()) {}
                    assertSame("in place and copied", net, input, run.outputs());
                    assertThat(supplied).endsWith(run.outputs().toArray(Tensor[]::new));
                }
            }
        }
        assertThat(supplied).hasSize(2);
    }

    @Test
    void canBeClosedEarlyAndTwice() {
        CutNet net = CutNet.of(OnnxNets.residual(11, 8, 16), ONE, THREE, 3, 9, 12);
        try (OpenChain open = open(net)) {
            Run run = open.chain().begin(Samples.input(ONE, 1));
            assertThat(run.advance()).isTrue();
            assertThatThrownBy(run::outputs)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("3 of 4 segments left");
            run.close();
            run.close();
            assertThatThrownBy(run::advance).isInstanceOf(IllegalStateException.class);
            assertThat(open.chain().run(Samples.input(ONE, 1))).hasSize(1);
        }
    }

    @Test
    void endsTheRunAndNamesTheBlockThatFails() {
        OnnxNets net = OnnxNets.seeded(12);
        String x = net.relu(net.conv(net.input("input", -1, 3, -1, -1), 3, 4, 3, 1, 1));
        net.output(net.gemm(net.flatten(x), 4 * 8 * 8, 5), -1, 5);
        Shape nominal = Shape.of(1, 3, 8, 8);
        CutNet cut = CutNet.of(net.model(), nominal, Shape.of(2, 3, 8, 8), 2);
        BlockCatalog anySize = withFreeSides(cut.catalog());
        List<LoadedBlock> blocks = new ArrayList<>();
        cut.write(folder).forEach(file -> blocks.add(engine.open(file)));
        var chain = engine.joinApart(anySize, anySize.originalChain(), blocks);
        Run run = chain.begin(Samples.input(Shape.of(1, 3, 9, 9), 1));
        assertThatThrownBy(() -> {
                    while (run.advance()) {}
                })
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("block b")
                .hasMessageContaining("ONNX Runtime refused")
                .hasMessageContaining("Maybe");
        assertThatThrownBy(run::advance).isInstanceOf(IllegalStateException.class);
        run.close();
        assertThat(chain.run(Samples.input(nominal, 1))).hasSize(1);
        blocks.forEach(LoadedBlock::close);
    }

    private static BlockCatalog withFreeSides(BlockCatalog of) {
        TensorSpec in = of.input();
        Shape free = in.shape().with(2, Shape.FREE).with(3, Shape.FREE);
        return new BlockCatalog(
                of.model(),
                of.source(),
                new TensorSpec(in.name(), in.type(), free, in.nominal()),
                of.preprocessing(),
                of.outputs(),
                of.outputKind(),
                of.labels(),
                of.blocks());
    }

    @Test
    void refusesAnInputOfAnotherShapeOrType() {
        CutNet net = CutNet.of(OnnxNets.residual(13, 4, 16), ONE, THREE, 3);
        try (OpenChain open = open(net)) {
            assertThatThrownBy(() -> open.chain().begin(Samples.input(Shape.of(1, 3, 15, 16), 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1x3x15x16")
                    .hasMessageContaining("?x3x16x16");
            assertThatThrownBy(() -> open.chain().begin(Tensor.allocate(ElementType.UINT8, ONE)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesBlocksThatAreNotTheChosenDescendants() {
        CutNet net = CutNet.of(OnnxNets.residual(14, 4, 16), ONE, THREE, 3, 9);
        try (OpenChain open = open(net)) {
            List<LoadedBlock> swapped = new ArrayList<>(open.blocks());
            Collections.swap(swapped, 0, 1);
            assertThatThrownBy(
                            () -> engine.joinApart(net.catalog(), net.catalog().originalChain(), swapped))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("b0");
            assertThatThrownBy(() -> engine.joinApart(
                            net.catalog(),
                            net.catalog().originalChain(),
                            open.blocks().subList(0, 2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be 3");
            assertThatThrownBy(() -> engine.joinApart(
                            net.catalog(),
                            net.catalog().originalChain(),
                            IntStream.range(0, 3)
                                    .mapToObj(i -> (LoadedBlock)
                                            new Stranger(open.blocks().get(i).digest()))
                                    .toList()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Stranger");
        }
    }

    private record Stranger(Digest digest) implements LoadedBlock {
        @Override
        public Footprint footprint() {
            return new Footprint(0, 0);
        }

        @Override
        public void close() {}
    }

    @Test
    void refusesAFileWhoseTensorsAreNotThoseOfTheCatalog() {
        CutNet net = CutNet.of(OnnxNets.residual(15, 4, 16), ONE, THREE, 3, 9);
        Block block = net.catalog().blocks().get(2);
        TensorSpec out = block.outputs().get(0);
        TensorSpec named = new TensorSpec("answer", out.type(), out.shape(), out.nominal());
        TensorSpec shaped = TensorSpec.of(out.name(), out.type(), Shape.of(1, 11));
        TensorSpec typed = TensorSpec.of(out.name(), ElementType.INT32, out.nominal());
        try (OpenChain open = open(net)) {
            for (TensorSpec wrong : List.of(named, shaped, typed)) {
                BlockCatalog catalog = withLastOutput(net.catalog(), wrong);
                assertThatThrownBy(() -> engine.joinApart(catalog, catalog.originalChain(), open.blocks()))
                        .isInstanceOf(EngineException.class)
                        .hasMessageContaining("block b2")
                        .hasMessageContaining(wrong.name())
                        .hasMessageContaining(out.name());
            }
        }
    }

    private static BlockCatalog withLastOutput(BlockCatalog of, TensorSpec output) {
        List<Block> blocks = new ArrayList<>(of.blocks());
        Block last = blocks.remove(blocks.size() - 1);
        blocks.add(new Block(last.id(), last.inputs(), List.of(output), 1, 0, 0, last.descendants(), last.dropped()));
        return new BlockCatalog(
                of.model(),
                of.source(),
                of.input(),
                of.preprocessing(),
                List.of(output),
                of.outputKind(),
                of.labels(),
                blocks);
    }

    @Test
    void neverRunsAClosedBlock() {
        CutNet net = CutNet.of(OnnxNets.residual(16, 4, 16), ONE, THREE, 3, 9);
        List<BlockFile> files = net.write(folder);
        OpenChain open = OpenChain.apart(engine, net, files);
        Run run = open.chain().begin(Samples.input(ONE, 1));
        assertThat(run.advance()).isTrue();
        open.blocks().get(1).close();
        open.blocks().get(1).close();
        assertThatThrownBy(run::advance)
                .as("I2")
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        open.close();
        assertThatThrownBy(() -> open.chain().begin(Samples.input(ONE, 1))).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void survivesABlockClosedUnderItsRuns() throws Exception {
        CutNet net = CutNet.of(OnnxNets.residual(17, 16, 16), ONE, THREE);
        OpenChain open = open(net);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<Integer> runs = thread.submit(() -> {
            int done = 0;
            try {
                for (; done < 200; done++) {
                    open.chain().run(Samples.input(ONE, done));
                }
            } catch (IllegalStateException closed) {
                assertThat(closed).hasMessageContaining("is closed");
            }
            return done;
        });
        boolean closed = false;
        while (!closed) {
            try {
                open.blocks().get(0).close();
                closed = true;
            } catch (IllegalStateException underWay) {
                assertThat(underWay).hasMessageContaining("(I2)");
            }
        }
        assertThat(runs.get()).isBetween(0, 200);
        thread.shutdown();
    }
}
