/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TensorPoolTest {
    private static final Shape PAIR = Shape.of(1, 2);

    private final TensorPool pool = new TensorPool();

    private static FrameOutcome.FrameResult result(Tensor... outputs) {
        BlockChain chain = new BlockChain(new ModelId("net"), List.of(DescendantId.ORIGINAL));
        return new FrameOutcome.FrameResult(List.of(outputs), 1, chain, 1, 2, 3, true);
    }

    private Tensor take(float... values) {
        Tensor tensor = pool.take(ElementType.FLOAT32, Shape.of(values.length));
        tensor.floats().put(values);
        return tensor;
    }

    @Test
    void writesABufferAgainThatWasHandedBack() {
        try (FrameOutcome.FrameResult first = result(take(1, 2))) {
            assertThat(first.outputs().get(0).toFloats()).containsExactly(1, 2);
        }
        assertThat(pool.take(ElementType.INT32, PAIR).data().asFloatBuffer().get(1))
                .as("what is in it is not said, so it is not cleared either")
                .isEqualTo(2);
    }

    @Test
    void refusesToReadWhatWasHandedBackAlsoWhenItsBufferIsInUseAgain() {
        Tensor tensor = take(1, 2);
        FrameOutcome.FrameResult first = result(tensor);
        first.close();
        take(3, 4);
        assertThatThrownBy(() -> first.outputs().get(0).toFloats())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The tensor (FLOAT32 2) was handed back. Maybe a result is read after it was closed.");
    }

    @Test
    void takesABufferBackOnce() {
        FrameOutcome.FrameResult first = result(take(1, 2));
        first.close();
        first.close();
        Tensor one = take(3, 4);
        Tensor other = take(5, 6);
        assertThat(one.toFloats()).containsExactly(3, 4);
        assertThat(other.toFloats()).containsExactly(5, 6);
    }

    @Test
    void leavesTensorsOfOthersAsTheyAre() {
        Tensor tensor = Tensor.of(PAIR, 1, 2);
        result(tensor).close();
        assertThat(tensor.toFloats()).containsExactly(1, 2);
        assertThat(take(0, 0)).isNotNull();
        assertThat(tensor.toFloats()).containsExactly(1, 2);
    }

    @Test
    void givesOnlyBuffersOfTheRightSize() {
        result(take(1, 2, 3), take(4)).close();
        assertThat(take(5, 6).data().capacity()).isEqualTo(8);
        assertThat(take(7).data().capacity()).isEqualTo(4);
        assertThat(take(7, 8, 9).data().capacity()).isEqualTo(12);
    }

    @Test
    void keepsNoMoreThanAFewAndThoseThatWereUsedLast() {
        List<FrameOutcome.FrameResult> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            results.add(result(take(100 + i)));
        }
        results.forEach(FrameOutcome.FrameResult::close);
        List<Float> found = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            found.add(pool.take(ElementType.FLOAT32, Shape.of(1)).floats().get(0));
        }
        assertThat(found.subList(0, 8)).containsExactly(119f, 118f, 117f, 116f, 115f, 114f, 113f, 112f);
        assertThat(found.subList(8, 20)).as("new ones").containsOnly(0f);
    }

    @Test
    void neverGivesOneBufferToTwo() throws Exception {
        int threads = 4;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        List<Future<?>> ends = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int mark = t;
            ends.add(executor.submit(() -> {
                for (int i = 0; i < 20_000; i++) {
                    Tensor tensor = take(mark, i);
                    Tensor other = take(-mark, i);
                    assertThat(tensor.floats().get(0)).isEqualTo(mark);
                    assertThat(other.floats().get(0)).isEqualTo(-mark);
                    assertThat(tensor.floats().get(1)).isEqualTo(i);
                    FrameOutcome.FrameResult both = result(tensor, other);
                    both.close();
                    both.close();
                }
            }));
        }
        executor.shutdown();
        for (Future<?> end : ends) {
            end.get();
        }
    }
}
