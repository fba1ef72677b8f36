/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScatterTest {
    private static String svg(double high) {
        return new Scatter("title", "across", "up")
                .upTo(100)
                .add(Scatter.Mark.of(1, 20, Kind.ORIGINAL, "", "", ""))
                .add(new Scatter.Mark(2, 98, 96, high, Kind.INT8, "", "", ""))
                .svg();
    }

    @Test
    void axesEndWhereMoreMakesNoSense() {
        assertThat(svg(100)).contains(">100<").doesNotContain(">120<");
    }

    @Test
    void axesHoldIntervalsThatReachBeyond() {
        assertThat(svg(102)).contains(">100<", ">120<");
    }
}
