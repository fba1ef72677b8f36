/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiceTest {

    @Test
    void followsThePublishedSequence() {
        Dice dice = new Dice(1234567);

        assertThat(List.of(dice.next(), dice.next(), dice.next()))
                .containsExactly(6457827717110365317L, 3203168211198807973L, -8629252141511181193L);
    }

    @Test
    void givesNeighboursUnrelatedSequences() {
        assertThat(Dice.of(3, 0).next()).isNotEqualTo(Dice.of(3, 1).next());
        assertThat(Dice.of(3, 1).next()).isNotEqualTo(Dice.of(4, 0).next());
        assertThat(Dice.of(3, 1).next()).isEqualTo(Dice.of(3, 1).next());
    }

    @Test
    void staysWithinWhatIsAskedFor() {
        Dice dice = new Dice(9);
        int[] counts = new int[3];
        double sum = 0;
        for (int i = 0; i < 3000; i++) {
            assertThat(dice.between(-2, 5)).isBetween(-2.0, 5.0);
            assertThat(dice.octaves(1, 8)).isBetween(1.0, 8.0);
            counts[dice.whole(4, 6) - 4]++;
            sum += dice.gaussian();
        }
        assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count > 850 && count < 1150);
        assertThat(sum / 3000).isCloseTo(0, within(0.1));
    }
}
