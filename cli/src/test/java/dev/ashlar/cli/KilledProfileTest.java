/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.BlockProfile;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it profiles leaves what it had measured, and the next one goes on from there (I8). */
class KilledProfileTest {
    private static final ModelId NET = new ModelId("net");
    private static final long SEED = 20211025;

    /** Each wait is at most so long; early on, that is before anything was measured, later on in the middle. */
    private static final int LONGEST_MILLIS = 2500;

    private static final int MOST_KILLS = 5;

    private final Path folder;
    private final Path store;
    private final Path pictures;

    KilledProfileTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = folder.resolve("store");
        this.pictures = Given.pictures(folder.resolve("pictures"), 60, 20);
        Path network = Given.network(folder.resolve("net.onnx"));
        Launch.of("import", network, "--store", store).done();
        Launch.of("cut", "net", "--store", store, "--blocks", 3).done();
        Launch.of(
                        "descend",
                        "net",
                        "--store",
                        store,
                        "--data",
                        pictures,
                        "--keep",
                        "0.5,0.25",
                        "--samples",
                        8,
                        "--no-rank")
                .done();
    }

    @Test
    void losesNothingThatWasMeasured() throws IOException, InterruptedException {
        Path undisturbed = new PreparedStore(store).copy(folder.resolve("undisturbed"));
        Launch.of(command(undisturbed).toArray()).done();
        ProfileSnapshot wanted = Objects.requireNonNull(profile(undisturbed));

        Random random = new Random(SEED);
        Set<String> before = Set.of();
        boolean done = false;
        for (int kill = 1; kill <= MOST_KILLS && !done; kill++) {
            int millis = 300 + random.nextInt(LONGEST_MILLIS);
            String occasion = "seed %d, kill %d after %d ms".formatted(SEED, kill, millis);
            done = endsWithin(millis);
            ProfileSnapshot now = profile(store);
            if (now != null) {
                assertThat(qualities(now)).as(occasion).isEqualTo(qualities(wanted));
            }
            Set<String> noted = notes();
            if (!done && now == null) {
                assertThat(noted).as(occasion).containsAll(before);
            }
            before = noted;
        }
        // Whatever was left, a run that nobody interferes with ends well, and with the same judgements.
        Launch.of(command(store).toArray()).done();
        ProfileSnapshot found = Objects.requireNonNull(profile(store));
        assertThat(qualities(found)).isEqualTo(qualities(wanted));
        assertThat(judged(found)).isNotEmpty().isEqualTo(judged(wanted));
        assertThat(notes()).as("left of journals").isEmpty();
    }

    private static @Nullable ProfileSnapshot profile(Path store) {
        return FileStore.open(store).find(NET, DeviceProbe.current());
    }

    /** All that does not depend on the clock. */
    private static List<String> qualities(ProfileSnapshot profile) {
        List<String> qualities = new ArrayList<>(List.of("base " + profile.baseQuality()));
        for (BlockProfile each : profile.blocks()) {
            qualities.add(each.block() + "/" + each.descendant() + " " + each.quality() + " " + each.agreement());
        }
        return qualities;
    }

    /** Scores of the compositions that are chosen by the seed; likely plans are chosen by the clock too. */
    private static List<MeasuredComposition> judged(ProfileSnapshot profile) {
        return Objects.requireNonNull(profile.prediction()).measured().stream()
                .filter(each -> each.purpose() != MeasuredComposition.Purpose.PLAN)
                .toList();
    }

    /** Whole lines of the journal. */
    private Set<String> notes() throws IOException {
        Path journal = store.resolve(".cache/profiles/net.scores");
        if (!Files.exists(journal)) {
            return Set.of();
        }
        String text = Files.readString(journal);
        List<String> lines = List.of(text.split("\n", -1));
        return new HashSet<>(lines.subList(0, lines.size() - 1).stream()
                .filter(line -> !line.isEmpty())
                .toList());
    }

    private List<Object> command(Path where) {
        return List.of(
                "profile",
                "net",
                "--store",
                where,
                "--data",
                pictures,
                "--rounds",
                10,
                "--images",
                60,
                "--compositions",
                8);
    }

    /** Runs the command in a process of its own and kills it after a time; answers whether it ended before that. */
    private boolean endsWithin(int millis) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path", ""),
                Main.class.getName()));
        command(store).forEach(part -> line.add(part.toString()));
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log.txt").toFile())
                .start();
        try {
            boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
            if (ended) {
                assertThat(process.exitValue())
                        .as("%s", Files.readString(folder.resolve("log.txt")))
                        .isZero();
            }
            return ended;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
