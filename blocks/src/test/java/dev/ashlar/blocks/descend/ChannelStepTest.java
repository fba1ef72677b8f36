/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.engine.OrtGraphRunner;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ChannelStepTest {
    private long now;

    /** A machine whose latency is a function of the width between two layers; what else runs on it adds some. */
    private int measured(IntToDoubleFunction latency, Random noise) {
        GraphRunner machine = onnx -> {
            int width = width(onnx);
            return new GraphRunner.LoadedGraph() {
                @Override
                public Map<String, Tensor> run(
                        Map<String, Tensor> inputs, Collection<String> outputs, TensorSupply supply) {
                    double disturbed = noise.nextInt(4) == 0 ? noise.nextDouble() * 0.01 : 2 * noise.nextDouble();
                    now += Math.round(latency.applyAsDouble(width) * (1 + disturbed));
                    return Map.of();
                }

                @Override
                public void close() {}
            };
        };
        return new ChannelStep(machine, () -> now).measure();
    }

    private static int width(byte[] pair) {
        try {
            return ModelProto.parseFrom(pair).getGraph().getInitializerList().stream()
                    .filter(weights -> weights.getName().equals("in"))
                    .mapToInt(weights -> Math.toIntExact(weights.getDims(0)))
                    .findFirst()
                    .orElseThrow();
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void findsTheStepOfAMachineWhateverElseRunsOnIt() {
        for (long seed = 1; seed <= 20; seed++) {
            for (int step : new int[] {4, 8, 16, 32}) {
                int found = measured(width -> 1e5 + 2e5 * Math.ceil(1.0 * width / step) * step, new Random(seed));

                assertThat(found).as("seed %d, step %d", seed, step).isEqualTo(step);
            }
        }
    }

    @Test
    void findsTheStepWhereOddWidthsAreEvenSlower() {
        int found =
                measured(width -> 1e5 + 2e5 * Math.ceil(width / 16.0) * 16 * (width % 8 == 0 ? 1 : 1.1), new Random(1));

        assertThat(found).isEqualTo(16);
    }

    @Test
    void findsNoWideStepWhereLatencyRisesEvenly() {
        for (long seed = 1; seed <= 20; seed++) {
            assertThat(measured(width -> 1e5 + 2e5 * width, new Random(seed)))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(4);
            assertThat(measured(width -> 1e7, new Random(seed)))
                    .as("seed %d", seed)
                    .isEqualTo(ChannelStep.NONE);
        }
    }

    @Test
    void answersOnThisMachine() {
        assertThat(new ChannelStep(new OrtGraphRunner(), Ticker.system()).measure())
                .isIn(ChannelStep.NONE, 4, 8, 16, 32);
    }
}
