/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    @TempDir
    Path folder;

    @Test
    void countsOnAfterAnInterruption() {
        double[] now = {100};
        Path file = folder.resolve("ledger.json");
        Ledger.Meter interrupted = new Ledger(file, () -> now[0]).meter("stage");
        now[0] += 5;
        interrupted.tick();
        now[0] += 1;
        interrupted.tick();
        // The process ends here: less than two seconds are lost.
        Ledger again = new Ledger(file, () -> now[0]);
        assertThat(again.get("stage")).isEqualTo(5);
        try (Ledger.Meter meter = again.meter("stage")) {
            now[0] += 10;
            meter.tick();
        }
        assertThat(new Ledger(file, () -> now[0]).get("stage")).isEqualTo(15);
        assertThat(again.knows("other")).isFalse();
    }

    @Test
    void refusesALedgerThatIsDamaged() throws IOException {
        Path file = folder.resolve("ledger.json");
        Files.writeString(file, "{\"stage\": ");
        assertThatThrownBy(() -> new Ledger(file, () -> 0))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void countsWhatChildrenComputed() {
        String stat = "42 (a program) (x) S 1 42 42 0 -1 4194560 1 2 3 4 500 60 700 80 20 0 1 0 5 6 7";
        assertThat(CpuClock.childSeconds(stat)).isEqualTo(7.8);
    }

    @Test
    void theProcessorClockKnowsThatThisProcessComputed() {
        assertThat(CpuClock.process().seconds()).isPositive();
    }
}
