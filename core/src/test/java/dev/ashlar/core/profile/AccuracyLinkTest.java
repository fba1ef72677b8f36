/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.core.profile.AccuracyLink.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AccuracyLinkTest {
    private static final AccuracyLink BENT =
            new AccuracyLink(List.of(new Point(0, 0), new Point(0.1, 0.05), new Point(0.3, 0.45)));

    @Test
    void isLinearBetweenPoints() {
        assertThat(BENT.loss(0.05)).isCloseTo(0.025, within(1e-15));
        assertThat(BENT.loss(0.1)).isEqualTo(0.05);
        assertThat(BENT.loss(0.2)).isCloseTo(0.25, within(1e-15));
    }

    @Test
    void goesOnToTheLeftAsItBeginsAndStaysToTheRight() {
        assertThat(BENT.loss(-0.2)).isCloseTo(-0.1, within(1e-15));
        assertThat(BENT.loss(0.3)).isEqualTo(0.45);
        assertThat(BENT.loss(7)).isEqualTo(0.45);
    }

    @Test
    void takesDamageForLossWhereDropsAddUp() {
        for (double damage : new double[] {-0.3, 0, 1e-9, 0.1, 0.7, 3}) {
            assertThat(AccuracyLink.IDENTITY.loss(damage)).isEqualTo(damage);
        }
        assertThat(AccuracyLink.IDENTITY.isIdentity()).isTrue();
        assertThat(BENT.isIdentity()).isFalse();
    }

    @Test
    void neverFalls() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Point> points = new ArrayList<>();
            double damage = -random.nextDouble();
            double loss = -random.nextDouble();
            for (int i = 0; i < 2 + random.nextInt(6); i++) {
                points.add(new Point(damage, loss));
                damage += 1e-3 + random.nextDouble();
                loss += random.nextInt(3) == 0 ? 0 : random.nextDouble();
            }
            AccuracyLink link = new AccuracyLink(points);
            double last = Double.NEGATIVE_INFINITY;
            for (double at = -2; at < 6; at += 0.01) {
                assertThat(link.loss(at)).as("seed %d at %s", seed, at).isGreaterThanOrEqualTo(last);
                last = link.loss(at);
            }
        }
    }

    @Test
    void refusesPointsThatDoNotRise() {
        assertThatThrownBy(() -> new AccuracyLink(List.of(new Point(0, 0))))
                .hasMessage("A link of 1 points must have at least 2 and at most 1000."
                        + " Maybe leave it out where drops add up.");
        assertThatThrownBy(() -> new AccuracyLink(List.of(new Point(0, 0), new Point(0, 1))))
                .hasMessage("The points of a link must rise, which (0.0, 1.0) after (0.0, 0.0) does not."
                        + " Maybe sort them by damage and let no loss fall.");
        assertThatThrownBy(() -> new AccuracyLink(List.of(new Point(0, 0.1), new Point(1, 0))))
                .hasMessageContaining("must rise");
        assertThatThrownBy(() -> new Point(Double.NaN, 0))
                .hasMessage("The damage of a point of a link (NaN) must lie between -1000000.0 and 1000000.0.");
    }
}
