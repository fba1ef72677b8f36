/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LengthsTest {

    @Test
    void readsWhatPeopleWrite() {
        assertThat(Lengths.parse("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(Lengths.parse(" 20m")).isEqualTo(Duration.ofMinutes(20));
        assertThat(Lengths.parse("1h30m")).isEqualTo(Duration.ofMinutes(90));
        assertThat(Lengths.parse("2H1s")).isEqualTo(Duration.ofSeconds(7201));
    }

    @Test
    void refusesAnythingElse() {
        for (String text : List.of("", "0s", "20", "m", "-5m", "5m3h", "1.5h", "9999999s", "1d")) {
            assertThatThrownBy(() -> Lengths.parse(text))
                    .as("<%s>", text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1h30m");
        }
    }

    @Test
    void showsTheTwoGreatestUnits() {
        assertThat(Lengths.show(Duration.ofSeconds(7))).isEqualTo("7 s");
        assertThat(Lengths.show(Duration.ofSeconds(187))).isEqualTo("3 min 07 s");
        assertThat(Lengths.show(Duration.ofSeconds(7299))).isEqualTo("2 h 01 min");
    }
}
