/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.ashlar.blocks.BlocksException;
import dev.ashlar.core.testing.OnnxNets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class OnnxReaderTest {
    @TempDir
    Path folder;

    private final ModelProto sound = OnnxNets.residual(1, 8, 16);

    private Path file(ModelProto model) throws IOException {
        return file(model.toByteArray());
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(folder.resolve("net.onnx"), content);
    }

    private static ModelProto withFirstWeight(ModelProto model, TensorProto weight) {
        return model.toBuilder()
                .setGraph(model.getGraph().toBuilder().setInitializer(0, weight))
                .build();
    }

    @Test
    void readsASoundNetwork() throws IOException {
        OnnxGraph graph = OnnxReader.read(file(sound));
        assertThat(graph.nodes()).hasSize(sound.getGraph().getNodeCount());
        assertThat(graph.constants()).hasSize(sound.getGraph().getInitializerCount());
        assertThat(graph.inputs()).hasSize(1);
        assertThat(graph.opset()).isEqualTo(17);
    }

    @Test
    void bringsShuffledOperatorsIntoOrder() throws IOException {
        List<NodeProto> shuffled = new ArrayList<>(sound.getGraph().getNodeList());
        Collections.shuffle(shuffled, new Random(4));
        GraphProto graph =
                sound.getGraph().toBuilder().clearNode().addAllNode(shuffled).build();
        List<NodeProto> ordered =
                OnnxReader.read(file(sound.toBuilder().setGraph(graph).build())).nodes();
        List<String> known = new ArrayList<>(List.of("input"));
        sound.getGraph().getInitializerList().forEach(constant -> known.add(constant.getName()));
        for (NodeProto node : ordered) {
            assertThat(known).containsAll(node.getInputList());
            known.addAll(node.getOutputList());
        }
    }

    @Test
    void keepsTheOrderOfTheFileWhereItIsOne() throws IOException {
        assertThat(OnnxReader.read(file(sound)).nodes())
                .isEqualTo(sound.getGraph().getNodeList());
    }

    /** The limit is far above what a linear order takes and far below what a quadratic one does. */
    @Test
    @Timeout(60)
    void ordersAHundredThousandReversedOperators() throws IOException {
        int count = 100_000;
        String end = sound.getGraph().getOutput(0).getName();
        GraphProto.Builder graph = sound.getGraph().toBuilder().clearNode().clearInitializer();
        for (int i = count; i > 0; i--) {
            graph.addNode(NodeProto.newBuilder()
                    .setOpType("Relu")
                    .addInput(i == 1 ? "input" : "t" + (i - 1))
                    .addOutput(i == count ? end : "t" + i));
        }
        List<NodeProto> ordered =
                OnnxReader.read(file(sound.toBuilder().setGraph(graph).build())).nodes();
        List<NodeProto> expected = new ArrayList<>(graph.getNodeList());
        Collections.reverse(expected);
        assertThat(ordered).isEqualTo(expected);
    }

    @Test
    void refusesACircleOfOperatorsAndNamesTheFirst() throws IOException {
        GraphProto.Builder graph = sound.getGraph().toBuilder();
        graph.setNode(
                1,
                graph.getNode(1).toBuilder()
                        .setInput(0, graph.getNode(graph.getNodeCount() - 1).getOutput(0)));
        Path file = file(sound.toBuilder().setGraph(graph).build());
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining(graph.getNode(1).getName())
                .hasMessageContaining("circle");
    }

    @Test
    void namesAFileThatIsMissing() {
        assertThatThrownBy(() -> OnnxReader.read(folder.resolve("none.onnx")))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("none.onnx")
                .hasMessageContaining("Maybe");
    }

    @Test
    void refusesWhatIsNoOnnxFile() throws IOException {
        assertThatThrownBy(() -> OnnxReader.read(
                        file("GIF89a, not a network".getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("net.onnx");
        assertThatThrownBy(() -> OnnxReader.read(file(new byte[0]))).isInstanceOf(BlocksException.class);
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] whole = sound.toByteArray();
        for (int length = 0; length < whole.length; length += 97) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            Path file = file(cut);
            assertThatThrownBy(() -> OnnxReader.read(file))
                    .as("length %d of %d", length, whole.length)
                    .isInstanceOf(BlocksException.class);
        }
    }

    @Test
    void survivesRandomDamage() throws IOException {
        byte[] whole = sound.toByteArray();
        for (long seed = 0; seed < 400; seed++) {
            byte[] damaged = whole.clone();
            Random random = new Random(seed);
            for (int i = 0; i < 1 + random.nextInt(8); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            Path file = file(damaged);
            try {
                assertThat(OnnxReader.read(file).nodes()).as("seed %d", seed).isNotEmpty();
            } catch (BlocksException e) {
                assertThat(e).as("seed %d", seed).hasMessageContaining("net.onnx");
            }
        }
    }

    @Test
    void refusesAConstantOfAbsurdSize() throws IOException {
        TensorProto huge = sound.getGraph().getInitializer(0).toBuilder()
                .clearDims()
                .addDims(1L << 40)
                .build();
        Path file = file(withFirstWeight(sound, huge));
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("absurd size");
    }

    @Test
    void refusesAConstantThatIsShorterThanItsShape() throws IOException {
        TensorProto weight = sound.getGraph().getInitializer(0);
        TensorProto shorter =
                weight.toBuilder().setRawData(weight.getRawData().substring(4)).build();
        Path file = file(withFirstWeight(sound, shorter));
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining(weight.getName());
    }

    @Test
    void refusesAnOperatorThatReadsNothingKnown() throws IOException {
        GraphProto.Builder graph = sound.getGraph().toBuilder();
        graph.setNode(3, graph.getNode(3).toBuilder().setInput(0, "ghost"));
        Path file = file(sound.toBuilder().setGraph(graph).build());
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining(graph.getNode(3).getName());
    }

    @Test
    void refusesControlFlow() throws IOException {
        NodeProto loop = NodeProto.newBuilder()
                .setOpType("Loop")
                .setName("again")
                .addInput("input")
                .addOutput("x")
                .addAttribute(AttributeProto.newBuilder().setName("body").setG(GraphProto.getDefaultInstance()))
                .build();
        Path file = file(sound.toBuilder()
                .setGraph(sound.getGraph().toBuilder().addNode(loop))
                .build());
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("again")
                .hasMessageContaining("control flow");
    }

    private static TensorProto external(TensorProto weight, String location, long offset) {
        return weight.toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location))
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("offset").setValue(Long.toString(offset)))
                .build();
    }

    @Test
    void readsExternalDataBesideTheModel() throws IOException {
        TensorProto weight = sound.getGraph().getInitializer(0);
        byte[] padded = new byte[8 + weight.getRawData().size()];
        weight.getRawData().copyTo(padded, 8);
        Files.write(folder.resolve("weights.bin"), padded);
        OnnxGraph graph = OnnxReader.read(file(withFirstWeight(sound, external(weight, "weights.bin", 8))));
        assertThat(Constants.floats(Lookup.in(graph.constants(), weight.getName())))
                .containsExactly(Constants.floats(weight));
    }

    @Test
    void refusesExternalDataThatLeavesTheFolder() throws IOException {
        TensorProto weight = sound.getGraph().getInitializer(0);
        Path outside = Files.createTempFile("outside", ".bin");
        try {
            Files.write(outside, weight.getRawData().toByteArray());
            Files.createSymbolicLink(folder.resolve("link.bin"), outside);
            for (String location : List.of(
                    "../" + outside.getFileName(),
                    outside.toString(),
                    "link.bin",
                    "",
                    "a/../../" + outside.getFileName())) {
                Path file = file(withFirstWeight(sound, external(weight, location, 0)));
                assertThatThrownBy(() -> OnnxReader.read(file))
                        .as(location)
                        .isInstanceOf(BlocksException.class)
                        .hasMessageContaining(weight.getName());
            }
        } finally {
            Files.delete(outside);
        }
    }

    @Test
    void refusesExternalDataThatEndsEarly() throws IOException {
        TensorProto weight = sound.getGraph().getInitializer(0);
        Files.write(folder.resolve("weights.bin"), new byte[16]);
        Path file = file(withFirstWeight(sound, external(weight, "weights.bin", 0)));
        assertThatThrownBy(() -> OnnxReader.read(file))
                .isInstanceOf(BlocksException.class)
                .hasMessageContaining("weights.bin");
    }
}
