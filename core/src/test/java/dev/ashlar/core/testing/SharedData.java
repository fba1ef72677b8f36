/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The folder of real models and data that some tests use and that is no part of the repository. */
public final class SharedData {
    private SharedData() {}

    /** A file or folder below the shared folder; where it is absent, the calling test is skipped with a message. */
    public static Path require(String relative) {
        Path path = Path.of(System.getProperty("ashlar.shared", "../../shared"), relative);
        Assumptions.assumeTrue(
                Files.exists(path),
                () -> "Skipped: " + path + " is absent. Set -Dashlar.shared=FOLDER to run this test.");
        return path;
    }
}
