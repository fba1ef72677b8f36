/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AdamTest {
    private static NDArray parameter(NDManager memory, float... values) {
        NDArray array = memory.create(values);
        array.setRequiresGradient(true);
        return array;
    }

    private static void step(Adam adam, NDArray large, NDArray small, double share) {
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            Torch.gradients(() -> large.mul(0.01f).sum().sub(small.mul(70).sum()));
            adam.step(share);
        }
    }

    @Test
    void theFirstStepsMoveEveryArrayByTheSameShareOfItsSizeWhateverItsGradient() {
        try (NDManager memory = Torch.open()) {
            NDArray large = parameter(memory, 3, -3, 3, -3);
            NDArray small = parameter(memory, 0.01f, -0.01f);
            Adam adam = new Adam(Map.of("large", large, "small", small));
            step(adam, large, small, 0.1);
            assertThat(large.toFloatArray()).containsExactly(new float[] {2.7f, -3.3f, 2.7f, -3.3f}, within(1e-4f));
            assertThat(small.toFloatArray()).containsExactly(new float[] {0.011f, -0.009f}, within(1e-6f));
            step(adam, large, small, 0.1);
            assertThat(large.toFloatArray()[0]).isCloseTo(2.4f, within(1e-4f));
            assertThat(small.toFloatArray()[0]).isCloseTo(0.012f, within(1e-6f));
        }
    }

    @Test
    void biasesThatAreZeroMoveToo() {
        try (NDManager memory = Torch.open()) {
            NDArray large = parameter(memory, 1);
            NDArray zero = parameter(memory, 0);
            step(new Adam(Map.of("large", large, "zero", zero)), large, zero, 1);
            assertThat(zero.toFloatArray()[0]).isCloseTo(1e-3f, within(1e-6f));
        }
    }
}
