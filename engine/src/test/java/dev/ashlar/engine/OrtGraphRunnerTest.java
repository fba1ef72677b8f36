/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.ashlar.core.engine.GraphRunner.LoadedGraph;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.testing.OnnxNets;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OrtGraphRunnerTest {
    private static final int MUTATIONS = 1500;

    private final OrtGraphRunner runner = new OrtGraphRunner();

    /** One operator from {@code x} to {@code y}, both of this ONNX type and of any shape. */
    private static byte[] oneOperator(String operator, int type) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(GraphProto.newBuilder()
                        .setName("net")
                        .addInput(anyShape("x", type))
                        .addOutput(anyShape("y", type))
                        .addNode(NodeProto.newBuilder()
                                .setOpType(operator)
                                .addInput("x")
                                .addOutput("y")))
                .build()
                .toByteArray();
    }

    private static ValueInfoProto anyShape(String name, int type) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type)))
                .build();
    }

    private static Tensor run(LoadedGraph graph, Tensor input) {
        return Objects.requireNonNull(
                graph.run(Map.of("x", input), List.of("y")).get("y"));
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void carriesEveryElementTypeUnchanged(ElementType type) {
        try (LoadedGraph graph = runner.load(oneOperator("Identity", type.onnx()))) {
            for (Shape shape : List.of(Shape.of(), Shape.of(0), Shape.of(7), Shape.of(2, 0, 3), Shape.of(2, 3, 1, 5))) {
                Tensor input = Tensor.allocate(type, shape);
                for (int i = 0; i < input.data().capacity(); i++) {
                    input.data().put(i, (byte) (type == ElementType.BOOL ? i & 1 : i * 37));
                }
                Tensor output = run(graph, input);
                assertThat(output.type()).isEqualTo(type);
                assertThat(output.shape()).isEqualTo(shape);
                assertThat(output.data()).as(shape.toString()).isEqualTo(input.data());
                assertThat(output.data().isDirect()).isTrue();
            }
        }
    }

    @Test
    void readsTheCallersBufferWhereItLies() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
        Tensor input = Tensor.wrap(ElementType.FLOAT32, Shape.of(2), buffer);
        try (LoadedGraph graph = runner.load(oneOperator("Neg", 1))) {
            buffer.putFloat(0, 1).putFloat(4, 2);
            assertThat(run(graph, input).toFloats()).containsExactly(-1, -2);
            buffer.putFloat(0, 3);
            assertThat(run(graph, input).toFloats()).containsExactly(-3, -2);
        }
    }

    @Test
    void answersWithTheOutputsThatWereAskedFor() {
        OnnxNets net = OnnxNets.seeded(1);
        String a = net.relu(net.input("x", -1, 4));
        String b = net.op("Neg", a);
        net.output(a, -1, 4).output(b, -1, 4);
        Map<String, Tensor> inputs = Map.of("x", Tensor.of(Shape.of(1, 4), -1, 2, -3, 4));
        try (LoadedGraph graph = runner.load(net.bytes())) {
            assertThat(graph.run(inputs, List.of(b))).containsOnlyKeys(b);
            assertThat(graph.run(inputs, List.of(b, a, b)).keySet()).containsExactly(b, a);
            assertThat(graph.run(inputs, List.of())).isEmpty();
            assertThatThrownBy(() -> graph.run(inputs, List.of("z")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[z]");
            assertThatThrownBy(() -> graph.run(Map.of("w", Samples.input(Shape.of(1, 4), 1)), List.of(a)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("[w]")
                    .hasMessageContaining("[x]");
        }
    }

    @Test
    void lendsWhatItAnswersToOneInputAfterTheOther() {
        List<Map<String, Tensor>> inputs = List.of(
                Map.of("x", Tensor.of(Shape.of(2), 1, 2)),
                Map.of("x", Tensor.of(Shape.of(2), 3, 4)),
                Map.of("x", Tensor.of(Shape.of(2), 5, 6)));
        List<Tensor> lent = new ArrayList<>();
        try (LoadedGraph graph = runner.load(oneOperator("Neg", 1))) {
            graph.runEach(inputs, List.of("y"), (i, answers) -> {
                Tensor answer = Objects.requireNonNull(answers.get("y"));
                assertThat(answer.toFloats()).containsExactly(-1 - 2 * i, -2 - 2 * i);
                lent.add(answer);
            });
        }
        assertThat(lent).hasSize(3).allSatisfy(answer -> assertThatThrownBy(answer::toFloats)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("handed back"));
    }

    @Test
    void saysWhatOnnxRuntimeSays() {
        assertThatThrownBy(() -> runner.load(oneOperator("Imagine", 1)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("Imagine")
                .hasMessageContaining("ONNX Runtime " + OrtRuntime.version());
        OnnxNets net = OnnxNets.seeded(1);
        net.output(net.conv(net.input("x", 1, 3, 4, 4), 3, 2, 3, 1, 1), 1, 2, 4, 4);
        try (LoadedGraph graph = runner.load(net.bytes())) {
            assertThatThrownBy(() -> graph.run(
                            Map.of("x", Samples.input(Shape.of(1, 3, 5, 4), 1)),
                            List.of(net.model().getGraph().getOutput(0).getName())))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("1x3x5x4")
                    .hasMessageContaining("Got: 5 Expected: 4");
        }
    }

    @Test
    void refusesTensorsThatTheDomainDoesNotKnow() {
        int uint64 = TensorProto.DataType.UINT64.getNumber();
        OnnxNets net = OnnxNets.seeded(1);
        ModelProto.Builder model = net
                .output(
                        net.add(NodeProto.newBuilder()
                                .setOpType("Cast")
                                .addInput(net.input("x", 1, 2))
                                .addAttribute(OnnxNets.integer("to", uint64))),
                        1,
                        2)
                .model()
                .toBuilder();
        ValueInfoProto.Builder output = model.getGraphBuilder().getOutputBuilder(0);
        output.getTypeBuilder().getTensorTypeBuilder().setElemType(uint64);
        try (LoadedGraph graph = runner.load(model.build().toByteArray())) {
            assertThatThrownBy(
                            () -> graph.run(Map.of("x", Samples.input(Shape.of(1, 2), 1)), List.of(output.getName())))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("UINT64");
        }
    }

    @Test
    void refusesARunOnceItIsClosed() {
        LoadedGraph graph = runner.load(oneOperator("Neg", 1));
        graph.close();
        graph.close();
        assertThatThrownBy(() -> run(graph, Tensor.of(Shape.of(1), 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("graph is closed");
    }

    @Test
    void computesTheSameOnSeveralThreads() {
        byte[] net = OnnxNets.residual(3, 16, 16).toByteArray();
        String output = OnnxNets.residual(3, 16, 16).getGraph().getOutput(0).getName();
        Map<String, Tensor> inputs = Map.of("input", Samples.input(Shape.of(2, 3, 16, 16), 4));
        try (LoadedGraph one = runner.load(net);
                LoadedGraph two = new OrtGraphRunner(2).load(net)) {
            Tensor expected =
                    Objects.requireNonNull(one.run(inputs, List.of(output)).get(output));
            Tensor actual =
                    Objects.requireNonNull(two.run(inputs, List.of(output)).get(output));
            assertThat(Samples.distance(actual, expected)).isLessThan(1e-5);
        }
        assertThatThrownBy(() -> new OrtGraphRunner(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void survivesDamagedModels() {
        byte[] whole = OnnxNets.residual(1, 2, 8).toByteArray();
        Map<String, Tensor> inputs = Map.of("input", Samples.input(Shape.of(1, 3, 8, 8), 1));
        int ran = 0;
        int refused = 0;
        for (long seed = 0; seed < MUTATIONS; seed++) {
            try (LoadedGraph graph = runner.load(mutated(whole, seed))) {
                String output =
                        OnnxNets.residual(1, 2, 8).getGraph().getOutput(0).getName();
                graph.run(inputs, List.of(output));
                ran++;
            } catch (EngineException e) {
                refused++;
            } catch (IllegalArgumentException renamed) {
                assertThat(renamed).as("seed %d", seed).hasMessageContaining("must be");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(ran).isPositive();
        assertThat(refused).isPositive();
    }

    private static byte[] mutated(byte[] whole, long seed) {
        Random random = new Random(seed);
        byte[] copy = whole.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(copy.length);
            copy[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : copy[at] ^ 1 << random.nextInt(8));
        }
        return random.nextInt(10) == 0 ? Arrays.copyOf(copy, random.nextInt(copy.length)) : copy;
    }
}
