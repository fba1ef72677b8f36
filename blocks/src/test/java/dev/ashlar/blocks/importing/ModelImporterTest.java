/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.blocks.Graphs;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.testing.OnnxNets;
import dev.ashlar.engine.OrtGraphRunner;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelImporterTest {
    private final GraphRunner runner = new OrtGraphRunner();
    private final OnnxNets net = OnnxNets.seeded(1);

    @TempDir
    Path folder;

    private ImportedModel read(ModelProto proto) {
        return read(proto, ImportOptions.named("net"));
    }

    private ImportedModel read(ModelProto proto, ImportOptions options) {
        return new ModelImporter(runner).read(Graphs.file(proto, folder, "net"), options);
    }

    private void requireRefused(ModelProto proto, String... words) {
        Path file = Graphs.file(proto, folder, "net");
        assertThatThrownBy(() -> new ModelImporter(runner).read(file, ImportOptions.named("net")))
                .isInstanceOf(BlocksException.class)
                .hasMessageContainingAll(words)
                .hasMessageContaining("Maybe");
    }

    private static List<String> types(ImportedModel model) {
        return model.graph().nodes().stream().map(NodeProto::getOpType).toList();
    }

    @Test
    void freeExtentsAreThoseThatFollowTheInput() {
        ImportedModel model = read(OnnxNets.residual(1, 8, 32));
        assertThat(model.catalog().input().shape()).isEqualTo(Shape.of(-1, 3, 32, 32));
        assertThat(model.catalog().input().nominal()).isEqualTo(Shape.of(1, 3, 32, 32));
        assertThat(model.catalog().outputs().get(0).shape()).isEqualTo(Shape.of(-1, 10));
        assertThat(model.catalog().outputKind()).isEqualTo(OutputKind.CLASSES);
    }

    @Test
    void freeSidesBecome224UnlessGiven() {
        String x = net.conv(net.input("image", -1, 3, -1, -1), 3, 4, 3, 2, 1);
        ModelProto proto =
                net.output(net.op("Sigmoid", net.conv(x, 4, 1, 1, 1, 1))).model();
        assertThat(read(proto).catalog().input().nominal()).isEqualTo(Shape.of(1, 3, 224, 224));
        ImportOptions small =
                new ImportOptions(ImportOptions.named("net").model(), Shape.of(1, 3, 64, 96), null, null, List.of());
        ImportedModel model = read(proto, small);
        assertThat(model.catalog().outputs().get(0).nominal()).isEqualTo(Shape.of(1, 1, 32, 48));
        assertThat(model.catalog().outputs().get(0).shape()).isEqualTo(Shape.of(-1, 1, -1, -1));
        assertThat(model.catalog().outputKind()).isEqualTo(OutputKind.PROBABILITY_MAP);
    }

    @Test
    void weightsInConstantOperatorsBecomeInitializers() {
        ModelProto proto = OnnxNets.residual(2, 8, 32);
        GraphProto.Builder graph =
                proto.getGraph().toBuilder().clearInitializer().clearNode();
        for (TensorProto weight : proto.getGraph().getInitializerList()) {
            graph.addNode(NodeProto.newBuilder()
                    .setOpType("Constant")
                    .addOutput(weight.getName())
                    .addAttribute(AttributeProto.newBuilder()
                            .setName("value")
                            .setType(AttributeProto.AttributeType.TENSOR)
                            .setT(weight.toBuilder().clearName())));
        }
        graph.addAllNode(proto.getGraph().getNodeList());
        ImportedModel plain = read(proto);
        ImportedModel constant = read(proto.toBuilder().setGraph(graph).build());
        assertThat(types(constant)).isEqualTo(types(plain));
        assertThat(constant.graph().constants()).isEqualTo(plain.graph().constants());
    }

    @Test
    void whatDoesNotDependOnTheInputIsComputed() {
        String x = net.conv(net.input("image", 1, 3, 8, 8), 3, 4, 3, 1, 1);
        String bias = net.op("Reshape", net.op("Add", net.weight(1, 4), net.weight(1, 4)), net.constant(1, 4, 1, 1));
        ImportedModel model = read(net.output(net.op("Identity", net.relu(net.op("Identity", net.plus(x, bias)))))
                .model());
        assertThat(types(model)).containsExactly("Conv", "Add", "Relu", "Identity");
    }

    @Test
    void shapesComputedFromFixedExtentsBecomeConstants() {
        String x = net.conv(net.input("image", -1, 3, 8, 8), 3, 4, 3, 1, 1);
        String batch = net.add(NodeProto.newBuilder()
                .setOpType("Gather")
                .addInput(net.op("Shape", x))
                .addInput(net.constant(0)));
        String target = net.add(NodeProto.newBuilder()
                .setOpType("Concat")
                .addInput(batch)
                .addInput(net.constant(256))
                .addAttribute(OnnxNets.integer("axis", 0)));
        String flat = net.op("Reshape", net.relu(x), target);
        ImportedModel model = read(net.output(net.gemm(flat, 256, 5)).model());
        assertThat(types(model)).containsExactly("Conv", "Relu", "Reshape", "Gemm");
        assertThat(model.catalog().outputs().get(0).shape()).isEqualTo(Shape.of(-1, 5));
    }

    private ModelProto product(int rank) {
        String x = net.relu(net.conv(net.input("image", -1, 3, 8, 8), 3, 4, 3, 1, 1));
        String rows = net.op("Reshape", x, rank == 2 ? net.constant(-1, 256) : net.constant(-1, 4, 64));
        String product = net.op("MatMul", rows, net.weight(0.1, rank == 2 ? 256 : 64, 5));
        return net.output(net.plus(product, net.weight(0.1, 5))).model();
    }

    @Test
    void productsOfMatricesWithConstantOnesBecomeLayers() {
        ImportedModel model = read(product(2));
        assertThat(types(model)).containsExactly("Conv", "Relu", "Reshape", "Gemm", "Add");
        assertThat(model.structure().macs()).isEqualTo(4 * 64 * 27 + 256 * 5);
    }

    @Test
    void layersOfOldOperatorSetsHaveABias() {
        ModelProto.Builder old = product(2).toBuilder();
        old.getOpsetImportBuilder(0).setVersion(9);
        ImportedModel model = read(old.build());
        assertThat(types(model)).containsExactly("Conv", "Relu", "Reshape", "Gemm", "Add");
        assertThat(model.graph().nodes().get(3).getInputCount()).isEqualTo(3);
    }

    @Test
    void productsOfMoreThanMatricesStayWhatTheyAre() {
        assertThat(types(read(product(3)))).containsExactly("Conv", "Relu", "Reshape", "MatMul", "Add");
    }

    @Test
    void canonicalFormIsItsOwnCanonicalForm() throws java.io.IOException {
        ImportedModel first = read(OnnxNets.residual(3, 8, 32));
        Path again = java.nio.file.Files.write(
                folder.resolve("again.onnx"), first.graph().toBytes());
        ImportedModel second = new ModelImporter(runner).read(again, ImportOptions.named("net"));
        assertThat(second.catalog()).isEqualTo(first.catalog());
    }

    @Test
    void countsMultiplyAccumulates() {
        String x = net.conv(net.input("image", 1, 3, 8, 8), 3, 4, 3, 2, 1);
        ImportedModel model = read(net.output(net.gemm(net.flatten(x), 64, 5)).model());
        assertThat(model.structure().macs()).isEqualTo(4 * 16 * 27 + 64 * 5);
    }

    private static ImportOptions labelled(int labels) {
        List<String> names =
                IntStream.range(0, labels).mapToObj(i -> "class " + i).toList();
        return new ImportOptions(ImportOptions.named("net").model(), null, null, null, names);
    }

    @Test
    void aClassifierHasAsManyLabelsAsClasses() {
        ModelProto classifier = OnnxNets.residual(1, 8, 32);
        assertThat(read(classifier, labelled(10)).catalog().labels()).hasSize(10);
        for (int labels : new int[] {1, 9, 11, 1000}) {
            assertThatThrownBy(() -> read(classifier, labelled(labels)))
                    .isInstanceOf(BlocksException.class)
                    .hasMessageContaining("tells 10 classes apart")
                    .hasMessageContaining("is given %d labels. Maybe".formatted(labels))
                    .hasMessageContaining(Math.abs(labels - 10) == 1 ? "background class" : "another network");
        }
        ModelProto values = net.output(net.relu(net.conv(net.input("image", 1, 3, 8, 8), 3, 4, 3, 1, 1)))
                .model();
        assertThat(read(values, labelled(2)).catalog().labels()).hasSize(2);
    }

    @Test
    void refusesTwoInputs() {
        String sum = net.plus(net.input("a", 1, 3, 8, 8), net.input("b", 1, 3, 8, 8));
        requireRefused(net.output(sum).model(), "2 inputs", "[a, b]");
    }

    @Test
    void refusesAnInputThatIsNoImage() {
        requireRefused(net.output(net.relu(net.input("image", 1, 224, 224, 3))).model(), "image", "channels-first");
    }

    @Test
    void refusesAnOperatorThatTheEngineDoesNotKnow() {
        String x = net.conv(net.input("image", 1, 3, 8, 8), 3, 4, 3, 1, 1);
        requireRefused(net.output(net.op("Frobnicate", x)).model(), "Frobnicate");
    }

    @Test
    void refusesAnInputSizeThatTheNetworkCannotTake() {
        ModelProto proto = OnnxNets.residual(4, 8, 32);
        ImportOptions wrong =
                new ImportOptions(ImportOptions.named("net").model(), Shape.of(1, 3, 64, 64), null, null, List.of());
        Path file = Graphs.file(proto, folder, "net");
        assertThatThrownBy(() -> new ModelImporter(runner).read(file, wrong))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("1x3x64x64");
    }

    @Test
    void refusesPreprocessingOfAnotherNumberOfChannels() {
        ImportOptions gray = new ImportOptions(
                ImportOptions.named("net").model(), null, Preprocessing.unit(PixelFormat.GRAY), null, List.of());
        Path file = Graphs.file(OnnxNets.residual(5, 8, 32), folder, "net");
        assertThatThrownBy(() -> new ModelImporter(runner).read(file, gray))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("channels");
    }

    @Test
    void refusesOutputsThatAreNoFloats() {
        String x = net.conv(net.input("image", 1, 3, 8, 8), 3, 4, 3, 1, 1);
        requireRefused(net.output(net.op("ArgMax", x)).model(), "INT64");
    }

    @Test
    void refusesNetworksThatAnswerWithChance() {
        String x = net.conv(net.input("image", 1, 3, 8, 8), 3, 4, 3, 1, 1);
        requireRefused(net.output(net.plus(x, net.op("RandomNormalLike", x))).model(), "not a stable function");
    }
}
