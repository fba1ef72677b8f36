/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.blocks.Progress;
import dev.ashlar.engine.OrtGraphRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {
    private static final StudyOptions TINY =
            new StudyOptions(60, 1, true, List.of(0.5), 4, 3, 40, 40, 1, StudyOptions.ALL, 2, 3, List.of(0.01));

    @TempDir
    Path folder;

    @Test
    void makesEveryRecipeAndGoesOnWhereItWas() throws IOException {
        List<String> steps = new ArrayList<>();
        StudyResults first = run((what, done, total) -> steps.add(what));
        assertThat(first.spent().stream().map(StudyResults.Spent::recipe))
                .containsExactly("ours", "closed-form", "r1", "r1-more", "mg", "ours-polish");
        assertThat(first.entries().stream().map(StudyResults.Entry::kind))
                .contains("original", "single", "uniform", "random", "best", "int8");
        assertThat(first.entries()).allSatisfy(entry -> {
            assertThat(entry.test()).isBetween(0.0, 1.0);
            assertThat(entry.macs()).isPositive();
        });
        assertThat(steps).anyMatch(step -> step.startsWith("LegoDNN: block"));
        steps.clear();
        StudyResults second = run((what, done, total) -> steps.add(what));
        assertThat(steps).noneMatch(step -> step.startsWith("Ashlar: block") || step.contains("compositions on"));
        assertThat(second.spent()).isEqualTo(first.spent());
        assertThat(second.entries().stream().map(StudyResults.Entry::test))
                .isEqualTo(
                        first.entries().stream().map(StudyResults.Entry::test).toList());
        new StudyReport(folder).write(second);
        assertThat(Files.readString(folder.resolve("results.json"))).contains("\"findings\"", "\"macs\"");
        assertThat(Files.readString(folder.resolve("README.md"))).contains("| target |", "random.svg");
        assertThat(folder.resolve("compute.svg")).exists();
    }

    private StudyResults run(Progress progress) throws IOException {
        Subject subject = new Subjects(new OrtGraphRunner(), folder, Progress.SILENT).madeUp(1, 1);
        Path work = folder.resolve(TINY.key(subject));
        Files.createDirectories(work);
        return new Study(subject, TINY, work, progress).run(Map.of("subject", "stripes"));
    }
}
