/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabelsTest {
    /** Once the second block went on from the empty chain where the first had none left. */
    @Test
    void leavesNothingToExtendAfterABlockWithoutLabels() {
        Labels labels = new Labels();
        labels.start(true);
        labels.stage();
        labels.prune(10, 0, 0);
        labels.stage();

        assertThat(labels.high() - labels.low()).isZero();
    }

    @Test
    void tracesTheChoicesOfALabel() {
        Labels labels = new Labels();
        labels.start(false);
        labels.stage();
        labels.add(5, 0, 1, labels.low(), 0);
        labels.add(3, 0, 2, labels.low(), 1);
        labels.prune(10, 0, 0);
        labels.stage();
        int slow = labels.nanos[labels.low()] == 5 ? labels.low() : labels.low() + 1;
        labels.add(6, 0, 1, slow, 2);
        labels.prune(10, 0, 0);
        int[] choices = new int[2];
        labels.trace(labels.low(), choices, 2);

        assertThat(choices).containsExactly(0, 2);
    }
}
