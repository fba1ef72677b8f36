/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.PixelFormat;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadedChainTest {
    private static final Tensor INPUT = Tensor.of(Shape.of(1), 7);

    /** Adds one in each segment and writes down what is asked of it. */
    private static final class Adder implements LoadedChain {
        private final List<String> log = new ArrayList<>();
        private final int segments;
        private final int failing;

        Adder(int segments, int failing) {
            this.segments = segments;
            this.failing = failing;
        }

        @Override
        public BlockChain chain() {
            return new BlockChain(new ModelId("adder"), List.of(DescendantId.ORIGINAL));
        }

        @Override
        public int segments() {
            return segments;
        }

        @Override
        public Run begin(Tensor input, TensorSupply outputs) {
            log.add("begin");
            return new Adding(input.toFloats()[0]);
        }

        @Override
        public void close() {
            log.add("close the chain");
        }

        private final class Adding implements Run {
            private float value;
            private int done;

            Adding(float value) {
                this.value = value;
            }

            @Override
            public boolean advance() {
                done++;
                log.add("advance");
                if (done == failing) {
                    throw new IllegalStateException("segment " + done);
                }
                value++;
                return done < segments;
            }

            @Override
            public List<Tensor> outputs() {
                log.add("outputs");
                return List.of(Tensor.of(Shape.of(1), value));
            }

            @Override
            public void close() {
                log.add("close");
            }
        }
    }

    @Test
    void runsAllSegmentsAndClosesTheRunAndNotTheChain() {
        Adder chain = new Adder(3, 0);
        assertThat(chain.run(INPUT).get(0).toFloats()).containsExactly(10);
        assertThat(chain.log).containsExactly("begin", "advance", "advance", "advance", "outputs", "close");
    }

    @Test
    void runsASingleSegmentOnce() {
        Adder chain = new Adder(1, 0);
        assertThat(chain.run(INPUT).get(0).toFloats()).containsExactly(8);
        assertThat(chain.log).containsExactly("begin", "advance", "outputs", "close");
    }

    @Test
    void closesTheRunIfASegmentFails() {
        Adder chain = new Adder(3, 2);
        assertThatThrownBy(() -> chain.run(INPUT)).hasMessage("segment 2");
        assertThat(chain.log).containsExactly("begin", "advance", "advance", "close");
    }

    @Test
    void foldsEveryContentAndOutcome() {
        Frame picture = Frame.of(PackedImage.of(new byte[1], 1, 1, PixelFormat.GRAY));
        Frame input = Frame.of(INPUT);
        assertThat(picture.content().<String>fold(p -> "picture", i -> "input")).isEqualTo("picture");
        assertThat(input.content().<String>fold(p -> "picture", i -> "input")).isEqualTo("input");
        FrameOutcome dropped = new FrameOutcome.Dropped(DropReason.EXPIRED);
        FrameOutcome served = new FrameOutcome.FrameResult(List.of(INPUT), 3, new Adder(1, 0).chain(), 1, 2, 3, true);
        assertThat(dropped.<String>fold(r -> "r" + r.revision(), d -> d.reason().name()))
                .isEqualTo("EXPIRED");
        assertThat(served.<String>fold(r -> "r" + r.revision(), d -> d.reason().name()))
                .isEqualTo("r3");
    }

    @Test
    void aFootprintIsMappedAndPrivateBytesTogether() {
        assertThat(new LoadedBlock.Footprint(3, 4).bytes()).isEqualTo(7);
    }
}
