/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.blocks.Progress;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.optimizer.CpSatPlanner;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerBenchTest {
    private static final Scale TINY = new Scale(
            List.of(Size.unshared(2, 3, 3)),
            1,
            Duration.ofSeconds(5),
            List.of(Size.unshared(3, 3, 3)),
            1,
            List.of(new Scale.Timed(Size.unshared(5, 3, 3), 1000)),
            List.of(new Scale.Timed(new Size(4, 2, 3, 3), 1000)),
            1,
            2,
            3,
            20,
            20);

    private static final Device DEVICE = new Device("Some CPU", 2, 4L << 30, List.of("avx2"));

    @TempDir
    private Path folder;

    /** Two networks of a store, as they were profiled, and one that was not. */
    private List<PlanModel> stored() {
        FileStore store = FileStore.open(folder.resolve("store"));
        RealNets.write(store, "first", 1, DEVICE, "some engine");
        RealNets.write(store, "second", 2, DEVICE, "some engine");
        RealNets.write(store, "unprofiled", 3);
        assertThatThrownBy(() -> StoreTables.models(FileStore.open(folder.resolve("empty")), DEVICE, Progress.SILENT))
                .hasMessageContaining("no network that was profiled");
        return StoreTables.models(store, DEVICE, Progress.SILENT);
    }

    @Test
    void measuresEveryPartAndWritesItDown() throws IOException {
        Map<String, PlannerResults.Part> parts = new LinkedHashMap<>();
        try (PlannerBench bench = new PlannerBench(
                CpSatPlanner.open(Path.of("target", "natives")), TINY, folder, null, stored(), Progress.SILENT)) {
            for (String part : PlannerBench.ALL) {
                parts.put(part, bench.measure(part, Map.of("seed", "fixed")));
            }
            parts.put(PlannerBench.STORE, bench.measure(PlannerBench.STORE, Map.of()));
        }
        assertThat(parts.get(PlannerBench.STORE)).satisfies(part -> assertThat(part.samples())
                .extracting(PlannerResults.Sample::size)
                .contains("2 of the store, plain", "6 of the store, in full"));
        PlannerResults results = new PlannerResults(parts, PlannerFindings.of(parts));
        results.write(folder.resolve("results.json"));
        new PlannerReport(folder).write(results);

        assertThat(PlannerResults.read(folder.resolve("results.json"))).isEqualTo(parts);
        assertThat(parts.values()).allSatisfy(part -> assertThat(part.samples())
                .allSatisfy(sample -> assertThat(sample.violations()).isZero()));
        assertThat(parts.get(PlannerBench.AUDIT))
                .satisfies(part -> assertThat(part.numbers()).containsEntry("violations", 0.0));
        assertThat(results.findings()).hasSizeGreaterThan(10);
        assertThat(Files.readString(folder.resolve("README.md"))).contains("| target |", "race.svg", "replan.svg");
        assertThat(folder.resolve("race.svg")).exists();
    }
}
