/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ashlar.cli.demo.scene.Homography.Pose;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import org.junit.jupiter.api.Test;

class HomographyTest {

    @Test
    void showsAPlaneThatIsNotTurnedAsItIs() {
        Homography view = new Homography(new Pose(0, 0, 0), 100, 2, 30, 40);

        assertThat(view.map(new Rectangle2D.Double(-5, -4, 10, 8)).getBounds2D())
                .isEqualTo(new Rectangle2D.Double(20, 32, 20, 16));
    }

    @Test
    void makesWhatRecedesSmaller() {
        Homography yawed = new Homography(new Pose(0.5, 0, 0), 100, 1, 0, 0);
        Homography pitched = new Homography(new Pose(0, 0.5, 0), 100, 1, 0, 0);

        assertThat(length(yawed, 20, -10, 20, 10)).isLessThan(length(yawed, -20, -10, -20, 10));
        assertThat(length(pitched, -10, 20, 10, 20)).isLessThan(length(pitched, -10, -20, 10, -20));
    }

    @Test
    void turnsClockwiseByTheRoll() {
        Point2D seen = new Homography(new Pose(0, 0, Math.PI / 2), 100, 1, 0, 0).map(10, 0);

        assertThat(seen.getX()).isCloseTo(0, within(1e-9));
        assertThat(seen.getY()).isCloseTo(10, within(1e-9));
    }

    @Test
    void keepsLinesStraight() {
        for (long seed = 0; seed < 200; seed++) {
            Dice dice = new Dice(seed);
            Pose pose = new Pose(dice.between(-1, 1), dice.between(-1, 1), dice.between(-3, 3));
            Homography view = new Homography(pose, 300, dice.between(0.1, 3), 50, 60);
            double p = dice.between(-50, 50);
            double q = dice.between(-50, 50);
            double dp = dice.between(-50, 50);
            double dq = dice.between(-50, 50);
            Point2D a = view.map(p, q);
            Point2D b = view.map(p + 0.3 * dp, q + 0.3 * dq);
            Point2D c = view.map(p + dp, q + dq);
            double area = (b.getX() - a.getX()) * (c.getY() - a.getY()) - (b.getY() - a.getY()) * (c.getX() - a.getX());

            assertThat(area).as("seed %d", seed).isCloseTo(0, within(1e-6));
        }
    }

    private static double length(Homography view, double p1, double q1, double p2, double q2) {
        return view.map(p1, q1).distance(view.map(p2, q2));
    }
}
