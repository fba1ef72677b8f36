/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.ortools.init.OrToolsVersion;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OrToolsNativesTest {
    private static final Path FOLDER = Path.of("target", "natives");

    @Test
    void makesTheSolverAnswer() {
        OrToolsNatives.load(FOLDER);
        assertThat(OrToolsVersion.getVersionString()).startsWith("9.");
    }

    @Test
    void loadsOnceAndIgnoresAnyFolderAfterwards() {
        OrToolsNatives.load(FOLDER);
        assertThatCode(() -> OrToolsNatives.load(Path.of("target", "no", "such", "folder")))
                .doesNotThrowAnyException();
        assertThat(Path.of("target", "no")).doesNotExist();
    }

    @Test
    void namesThisPlatformAsTheJarsDo() {
        assertThat(OrToolsNatives.platform()).matches("(linux|darwin|win32)-(x86-64|aarch64)");
    }
}
