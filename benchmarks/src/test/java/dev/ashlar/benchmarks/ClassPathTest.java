/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The two class paths of the launcher: what trains is no part of what serves. */
class ClassPathTest {
    private static final List<String> TRAINING =
            List.of("pytorch-", "/ai/djl/", "gson-", "commons-", "ejml-", "ashlar-blocks");

    @Test
    void whatServesHoldsNothingThatTrains() throws IOException {
        assertThat(libraries("serving"))
                .allSatisfy(library -> assertThat(TRAINING).as(library).noneMatch(part -> library.contains(part)));
    }

    @Test
    void whatPreparesHoldsPyTorchForThisPlatformAlone() throws IOException {
        List<String> libraries = libraries("offline");
        assertThat(libraries).anyMatch(library -> library.contains("pytorch-jni"));
        assertThat(libraries.stream().filter(library -> library.contains("pytorch-native")))
                .hasSizeLessThanOrEqualTo(1);
    }

    /** What packaging the command line wrote; without packaging there is nothing to see. */
    private static List<String> libraries(String path) throws IOException {
        Path file = HouseModule.root().resolve("cli/target/classpath/" + path + "-libraries.txt");
        assumeTrue(Files.exists(file), () -> file + " is not there: the command line is not packaged.");
        List<String> libraries = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(Files.readString(file).strip())
                .map(library -> library.replace(File.separatorChar, '/'))
                .toList();
        assertThat(libraries).hasSizeGreaterThan(5);
        return libraries;
    }
}
