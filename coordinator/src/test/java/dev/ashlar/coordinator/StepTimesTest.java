/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepTimesTest {
    private final StepTimes times = new StepTimes();

    @Test
    void expectsWhatItWasToldUntilItKnowsBetter() {
        times.expect(10);
        assertThat(times.expected()).isEqualTo(10);
        for (int i = 0; i < 7; i++) {
            times.took(4);
        }
        assertThat(times.expected()).isEqualTo(4);
    }

    @Test
    void doesNotMindOneThatWasInterrupted() {
        times.expect(10);
        times.took(500);
        assertThat(times.expected()).isEqualTo(10);
        times.took(30);
        assertThat(times.expected()).isEqualTo(30);
    }

    @Test
    void forgetsTheFirstOnesThoughNoneIsBegun() {
        times.expect(10);
        for (int i = 0; i < 8; i++) {
            times.took(500);
        }
        for (int i = 0; i < 7; i++) {
            assertThat(times.expected()).isEqualTo(500);
            times.forgetOne();
        }
        assertThat(times.expected()).isEqualTo(10);
    }
}
