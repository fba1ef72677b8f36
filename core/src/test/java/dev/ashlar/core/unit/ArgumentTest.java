/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentTest {
    @Test
    void isSilentWhereTheConditionHolds() {
        assertThatCode(() -> Argument.require(true, "never %s", "seen")).doesNotThrowAnyException();
    }

    @Test
    void throwsTheFormattedMessageWhereItDoesNot() {
        assertThatThrownBy(() -> Argument.require(false, "The %s (%d) is odd.", "number", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The number (3) is odd.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "door-cam_2.main", "A.b-c_d"})
    void takesNamesThatAreFitForFilesAndAddresses(String name) {
        assertThat(Argument.requireName("thing", name)).isSameAs(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", ".hidden", "-x", "_x", "a/b", "a\\b", "a b", "a\n", "ä", "a:b", "a\0"})
    void refusesNamesThatAreNot(String name) {
        assertThatThrownBy(() -> Argument.requireName("thing", name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The thing (" + name + ") must begin with")
                .hasMessageContaining("Maybe");
    }

    @Test
    void takesEightyCharactersAndNotOneMore() {
        assertThat(Argument.requireName("thing", "x".repeat(80))).hasSize(80);
        assertThatThrownBy(() -> Argument.requireName("thing", "x".repeat(81)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverRepeatsAnAbsurdlyLongNameInFull() {
        assertThatThrownBy(() -> Argument.requireName("thing", "x".repeat(1_000_000)))
                .message()
                .hasSizeLessThan(400);
    }

    @Test
    void neverAdmitsANameThatLeavesItsFolder() {
        for (long seed = 0; seed < 2000; seed++) {
            String name = new Random(seed)
                    .ints(new Random(seed).nextInt(12), 32, 128)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            boolean admitted = isAdmitted(name);
            assertThat(admitted && (name.contains("/") || name.contains("\\") || name.startsWith(".")))
                    .as("seed %d: %s", seed, name)
                    .isFalse();
        }
    }

    private static boolean isAdmitted(String name) {
        try {
            Argument.requireName("thing", name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void takesTheEndsOfARange() {
        assertThat(Argument.requireInRange("share", 0, 0, 1)).isZero();
        assertThat(Argument.requireInRange("share", 1, 0, 1)).isOne();
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {-1e-300, 1.0000000000000002, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void refusesWhatLiesOutsideARangeAndWhatIsNoNumber(double value) {
        assertThatThrownBy(() -> Argument.requireInRange("share", value, 0, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The share (%s) must lie between 0.0 and 1.0.", value);
    }
}
