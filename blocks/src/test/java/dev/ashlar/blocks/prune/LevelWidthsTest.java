/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LevelWidthsTest {

    @Test
    void keepsWholeStepsOfWideGroups() {
        LevelWidths sixteen = LevelWidths.usual(List.of(0.75, 0.5, 0.25, 0.125));

        assertThat(sixteen.all(256)).containsExactly(32, 64, 128, 192);
        assertThat(sixteen.all(64)).containsExactly(16, 32, 48);
        assertThat(sixteen.of(72, 0.5)).isEqualTo(32);
    }

    @Test
    void keepsHalfStepsOfMediumGroupsAndTheExactShareOfNarrowOnes() {
        LevelWidths sixteen = LevelWidths.usual(List.of(0.75, 0.5));

        assertThat(sixteen.all(32)).containsExactly(16, 24);
        assertThat(sixteen.all(20)).containsExactly(10, 15);
    }

    @Test
    void followsTheStepOfTheTarget() {
        List<Double> keeps = List.of(0.75, 0.5, 0.3);

        assertThat(new LevelWidths(keeps, 8).all(32)).containsExactly(8, 16, 24);
        assertThat(new LevelWidths(keeps, 1).all(50)).containsExactly(15, 25, 38);
        assertThat(new LevelWidths(keeps, 32).all(128)).containsExactly(32, 64, 96);
    }

    @Test
    void alwaysKeepsAChannelAndNeverMoreThanThereAre() {
        for (long seed = 1; seed <= 500; seed++) {
            Random random = new Random(seed);
            int width = 1 + random.nextInt(600);
            LevelWidths widths = new LevelWidths(List.of(0.5), 1 + random.nextInt(64));

            assertThat(widths.of(width, random.nextDouble()))
                    .as("seed %d", seed)
                    .isBetween(1, width);
        }
    }

    @Test
    void refusesAStepOfNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LevelWidths(List.of(0.5), 0))
                .withMessageContaining("(0)");
    }
}
