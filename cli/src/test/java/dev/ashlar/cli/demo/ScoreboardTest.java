/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.cli.demo.Scoreboard.Picture;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.quality.Box;
import dev.ashlar.core.quality.Truth;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreboardTest {
    private static final Tensor CAT = Tensor.of(Shape.of(1, 2), 0.9f, 0.1f);
    private static final Tensor DOG = Tensor.of(Shape.of(1, 2), 0.2f, 0.8f);

    @Test
    void judgesByTheKnownTruth() {
        Scoreboard scores = new Scoreboard(
                OutputKind.CLASSES,
                List.of(new Picture(new Truth.Label(0), List.of()), new Picture(new Truth.Label(1), List.of())));

        scores.judge(0, MadeUp.served(CAT, true));
        scores.judge(1, MadeUp.served(DOG, true));
        scores.judge(1, MadeUp.served(CAT, true));
        scores.judge(0, MadeUp.served(CAT, true));

        assertThat(scores.metric()).isEqualTo("top-1");
        assertThat(scores.accuracy()).isEqualTo(0.75);
    }

    @Test
    void judgesByTheOriginalWhereNothingIsKnown() {
        Scoreboard scores = new Scoreboard(OutputKind.CLASSES, List.of(new Picture(Truth.NONE, List.of(CAT))));

        scores.judge(0, MadeUp.served(CAT, true));
        scores.judge(0, MadeUp.served(DOG, true));

        assertThat(scores.metric()).isEqualTo("agreement");
        assertThat(scores.accuracy()).isEqualTo(0.5);
    }

    @Test
    void judgesBoxesByTheirOverlap() {
        Tensor empty = Tensor.of(Shape.of(1, 1, 8, 8), new float[64]);
        Truth nothing = new Truth.Boxes(List.of());
        Truth something = new Truth.Boxes(List.of(new Box(0.1, 0.1, 0.5, 0.5)));
        Scoreboard scores = new Scoreboard(
                OutputKind.PROBABILITY_MAP,
                List.of(new Picture(nothing, List.of()), new Picture(something, List.of())));

        scores.judge(0, MadeUp.served(empty, true));
        scores.judge(1, MadeUp.served(empty, true));

        assertThat(scores.metric()).isEqualTo("box-f1");
        assertThat(scores.accuracy()).isEqualTo(0.5);
    }

    @Test
    void aFrameThatWasNotServedInTimeIsWorthNothing() {
        Scoreboard scores = new Scoreboard(OutputKind.CLASSES, List.of(new Picture(new Truth.Label(0), List.of())));

        scores.judge(0, MadeUp.served(CAT, true));
        scores.judge(0, MadeUp.served(CAT, false));

        assertThat(scores.accuracy()).isEqualTo(1);
        assertThat(scores.useful(4)).isEqualTo(0.25);
    }

    @Test
    void knowsNothingBeforeTheFirstFrame() {
        Scoreboard scores = new Scoreboard(OutputKind.CLASSES, List.of(new Picture(new Truth.Label(0), List.of())));

        assertThat(scores.accuracy()).isNaN();
        assertThat(scores.useful(0)).isNaN();
        assertThat(scores.useful(10)).isZero();
    }
}
