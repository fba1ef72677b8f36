/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    private int run(String... args) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), args);
    }

    @Test
    void helpNamesTheOptions() {
        assertThat(run("offline", "--help")).isZero();
        assertThat(out.toString()).contains("--network", "--compositions", "--only", "--work", "--short");
    }

    @Test
    void aStudyWithoutImagesIsRefusedWithAdvice() {
        assertThat(run("offline", "--work", folder.toString(), "--out", folder.toString()))
                .isEqualTo(3);
        assertThat(err.toString()).contains("--data must be given", "--short");
    }

    @Test
    void anUnknownRecipeIsRefused() {
        assertThat(run("offline", "--short", "--only", "r2", "--work", folder.toString(), "--out", folder.toString()))
                .isEqualTo(3);
        assertThat(err.toString()).contains("[r2]");
    }

    @Test
    void anUnknownPartOfTheEngineIsRefused() {
        assertThat(run("engine", "--only", "speed", "--work", folder.toString(), "--out", folder.toString()))
                .isEqualTo(3);
        assertThat(err.toString()).contains("[speed]", "ratios");
        assertThat(run("engine", "--help")).isZero();
        assertThat(out.toString()).contains("--short", "--models", "--rounds");
    }
}
