/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreJournalTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file() {
        return folder.resolve("deep").resolve("net.scores");
    }

    @Test
    void remembersWhatWasDoneAndForgetsWhenAllIs() {
        ScoreJournal.open(file(), "this").note("work", new double[] {1, 0.1, -3e-300});
        ScoreJournal again = ScoreJournal.open(file(), "this");
        assertThat(again.find("work")).containsExactly(1, 0.1, -3e-300);
        assertThat(again.find("other work")).isNull();
        assertThat(ScoreJournal.open(file(), "that").find("work")).isNull();
        again.clear();
        assertThat(again.find("work")).isNull();
        assertThat(file()).doesNotExist();
    }

    @Test
    void passesByWhatWasCutShortOrDamagedAndGoesOnBehindIt() throws IOException {
        ScoreJournal journal = ScoreJournal.open(file(), "this");
        journal.note("one", new double[] {1});
        journal.note("two", new double[] {2, 3});
        byte[] whole = Files.readAllBytes(file());
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            byte[] damaged = new byte[random.nextInt(whole.length + 1)];
            System.arraycopy(whole, 0, damaged, 0, damaged.length);
            if (damaged.length > 0 && random.nextBoolean()) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(file(), damaged);
            ScoreJournal read = ScoreJournal.open(file(), "this");
            double[] two = read.find("two");
            assertThat(two == null || (two[0] == 2 && two[1] == 3))
                    .as("seed %d", seed)
                    .isTrue();
            read.note("three", new double[] {4});
            assertThat(ScoreJournal.open(file(), "this").find("three"))
                    .as("seed %d", seed)
                    .containsExactly(4);
        }
    }

    @Test
    void saysWhichFileCannotBeUsed() throws IOException {
        Files.createDirectories(file());
        assertThatThrownBy(() -> ScoreJournal.open(file(), "this"))
                .isInstanceOf(ProfilerException.class)
                .hasMessageContaining("net.scores")
                .hasMessageContaining("Maybe");
    }

    @Test
    void needsNoFile() {
        ScoreJournal journal = ScoreJournal.forgetful();
        journal.note("work", new double[] {1});
        assertThat(journal.find("work")).containsExactly(1);
        journal.clear();
        assertThat(journal.find("work")).isNull();
    }
}
