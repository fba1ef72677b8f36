/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1048576, 1048576",
        "7B, 7",
        "1K, 1024",
        "1k, 1024",
        "1 kiB, 1024",
        "1kB, 1024",
        "3m, 3145728",
        "2MB, 2097152",
        "1.5g, 1610612736",
        "1 KiB, 1024",
        "512MiB, 536870912",
        "1.5G, 1610612736",
        "1.5GiB, 1610612736",
        "0.1 M, 104858",
        "' 2 M ', 2097152",
        "999999999999999, 999999999999999"
    })
    void readsAmounts(String text, long count) {
        assertThat(Bytes.parse(text)).isEqualTo(new Bytes(count));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "+1",
                "1.",
                ".5",
                "1,5G",
                "1kb",
                "1Mb",
                "1MIB",
                "1KiBB",
                "1BB",
                "k",
                "iB",
                "1T",
                "0x10",
                "1e9",
                "NaN",
                "Infinity",
                "1 2",
                "1.1234567G",
                "1234567890123456",
                "١٢"
            })
    void refusesWhatItCannotRead(String text) {
        assertThatThrownBy(() -> Bytes.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The amount of memory (" + text + ") cannot be read. Maybe");
    }

    @Test
    void refusesAbsurdAmounts() {
        assertThat(Bytes.parse("8388608G").count()).isEqualTo(1L << 53);
        assertThatThrownBy(() -> Bytes.parse("8388609G")).hasMessageContaining("is absurd");
        assertThatThrownBy(() -> Bytes.parse("999999999999999G")).hasMessageContaining("is absurd");
    }

    @Test
    void throwsNothingButIllegalArgumentWhateverTheText() {
        for (long seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append("0123456789. KMGiB-e".charAt(random.nextInt(19)));
            }
            try {
                assertThat(Bytes.parse(text.toString()).count())
                        .as("seed %d: %s", seed, text)
                        .isBetween(0L, 1L << 53);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).as("seed %d", seed).hasMessageContaining("Maybe");
            }
        }
    }

    @Test
    void cannotBeNegative() {
        assertThatThrownBy(() -> Bytes.of(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Bytes.of(0)).isEqualTo(Bytes.ZERO);
    }

    @Test
    void addsAndComparesAndNeverWraps() {
        assertThat(Bytes.ofMebi(3)).isEqualTo(Bytes.of(3 << 20));
        assertThat(Bytes.of(1).plus(Bytes.of(2))).isEqualTo(Bytes.of(3));
        assertThat(Bytes.of(1)).isLessThan(Bytes.of(2));
        assertThatThrownBy(() -> Bytes.of(Long.MAX_VALUE).plus(Bytes.of(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Bytes.ofMebi(1L << 44)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "1048576, 1.00 MiB",
        "157286400, 150.00 MiB",
        "1610612736, 1.50 GiB"
    })
    void isWrittenForPeople(long count, String text) {
        assertThat(Bytes.of(count)).hasToString(text);
    }
}
