/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CpuLoadTest {
    private static CpuLoad load(long... nanosAndPeriods) {
        CpuLoad load = new CpuLoad();
        for (int i = 0; i < nanosAndPeriods.length; i += 2) {
            load.add(nanosAndPeriods[i], Duration.ofNanos(nanosAndPeriods[i + 1]));
        }
        return load;
    }

    @Test
    void isNothingAtFirst() {
        assertThat(new CpuLoad().cores()).isZero();
        assertThat(new CpuLoad().exceeds(Double.MIN_VALUE)).isFalse();
    }

    @Test
    void addsThirdsUpToWholes() {
        CpuLoad two = load(2, 3, 2, 3, 2, 3);
        assertThat(two.cores()).isEqualTo(2);
        assertThat(two.exceeds(2)).isFalse();
        assertThat(two.exceeds(Math.nextDown(2.0))).isTrue();
        assertThat(load(1, 3, 2, 6, 1, 3).exceeds(1)).isFalse();
        assertThat(load(1, 3, 2, 6, 1, 3, 1, Duration.ofHours(1).toNanos()).exceeds(1))
                .isTrue();
    }

    @Test
    void takesABudgetAsItIsWrittenInDecimal() {
        assertThat(load(10, 100).exceeds(0.1)).isFalse();
        assertThat(load(30, 100).exceeds(0.1 + 0.2)).isFalse();
        assertThat(load(3, 10).exceeds(0.3)).isFalse();
        assertThat(load(3, 10, 1, 3_600_000_000_000L).exceeds(0.3)).isTrue();
    }

    @Test
    void agreesWithFractionsAddedUpByHandAtTheLastBit() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            CpuLoad load = new CpuLoad();
            BigInteger numerator = BigInteger.ZERO;
            BigInteger denominator = BigInteger.ONE;
            for (int i = random.nextInt(8); i >= 0; i--) {
                long nanos = random.nextLong(1L << (1 + random.nextInt(40)));
                long period = 1 + random.nextLong(1L << (1 + random.nextInt(40)));
                load.add(nanos, Duration.ofNanos(period));
                numerator = numerator
                        .multiply(BigInteger.valueOf(period))
                        .add(BigInteger.valueOf(nanos).multiply(denominator));
                denominator = denominator.multiply(BigInteger.valueOf(period));
            }
            double near = load.cores();
            for (double cores : new double[] {Math.nextDown(near), near, Math.nextUp(near)}) {
                boolean exceeds = new BigDecimal(numerator)
                                .compareTo(BigDecimal.valueOf(cores).multiply(new BigDecimal(denominator)))
                        > 0;
                assertThat(load.exceeds(cores))
                        .as("seed %d, %s cores", seed, cores)
                        .isEqualTo(exceeds);
            }
        }
    }

    @Test
    void doesNotOverflowOverThousandsOfOddPeriods() {
        CpuLoad load = new CpuLoad();
        for (int i = 0; i < 10_000; i++) {
            load.add(Duration.ofHours(1).toNanos() - i, Duration.ofHours(1).minusNanos(i));
        }
        assertThat(load.cores()).isEqualTo(10_000);
        assertThat(load.exceeds(10_000)).isFalse();
        assertThat(load.exceeds(9999.999999)).isTrue();
    }

    @Test
    void refusesNegativeTimes() {
        assertThatThrownBy(() -> load(-1, 10)).isInstanceOf(IllegalArgumentException.class);
    }
}
