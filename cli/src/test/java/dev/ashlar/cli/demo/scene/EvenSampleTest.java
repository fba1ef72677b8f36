/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvenSampleTest {

    @Test
    void keepsAllWhileTheyAreFew() {
        assertThat(sample(5, 3)).containsExactly(0, 1, 2);
        assertThat(sample(5, 0)).isEmpty();
    }

    @Test
    void keepsTheWantedNumberInOrderWithEvenGaps() {
        for (int most = 1; most <= 20; most++) {
            for (int total = most; total < 300; total += 7) {
                List<Integer> kept = sample(most, total);
                assertThat(kept)
                        .as("%d of %d", most, total)
                        .hasSize(most)
                        .isSorted()
                        .doesNotHaveDuplicates()
                        .first()
                        .isEqualTo(0);
                for (int i = 1; i < most; i++) {
                    assertThat(kept.get(i) - kept.get(i - 1))
                            .as("%d of %d", most, total)
                            .isLessThanOrEqualTo(4 * total / most);
                }
            }
        }
    }

    private static List<Integer> sample(int most, int total) {
        EvenSample<Integer> sample = new EvenSample<>(most);
        for (int i = 0; i < total; i++) {
            sample.add(i);
        }
        return sample.items();
    }
}
