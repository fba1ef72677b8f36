/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that a network is reported on are not looked at before: here, whoever looks at one fails. */
class UnseenTestImagesTest {
    private static void breakAll(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> pictures = files.toList();
            assertThat(pictures).isNotEmpty();
            for (Path picture : pictures) {
                Files.write(picture, "no picture".getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void preparingProfilingAndPolishingReadNoTestImage(@TempDir Path folder) {
        Path network = Given.network(folder.resolve("net.onnx"));
        Path data = folder.resolve("data");
        Given.pictures(data.resolve("train"), 24, 20);
        breakAll(Given.pictures(data.resolve("test"), 24, 20));
        Path store = folder.resolve("store");
        Launch.of(
                        "prepare",
                        network,
                        "--store",
                        store,
                        "--data",
                        data,
                        "--part",
                        "train",
                        "--blocks",
                        3,
                        "--keep",
                        0.5,
                        "--no-int8",
                        "--no-rank",
                        "--samples",
                        8,
                        "--polish",
                        2,
                        "--quick",
                        "--rounds",
                        10)
                .done();
        Launch.of("profile", "net", "--store", store, "--data", data, "--part", "train", "--quick", "--rounds", 10)
                .done();
        ProfileSnapshot profile = FileStore.open(store).find(new ModelId("net"), DeviceProbe.current());
        assertThat(profile).isNotNull();
        assertThat(profile.prediction()).isNotNull();
        assertThat(profile.prediction().measured()).isNotEmpty();
        Launch.of(
                        "polish",
                        "net",
                        "--store",
                        store,
                        "--data",
                        data,
                        "--part",
                        "train",
                        "--recipe",
                        "distil",
                        "--epochs",
                        1)
                .done();
        Launch.of("profile", "net", "--store", store, "--data", data, "--part", "train", "--check", "--rounds", 10)
                .done();

        // Whoever does look at them fails: this test would see it.
        Launch evaluated = Launch.of(
                "evaluate", store, "--model", "net", "--data", data, "--part", "test", "--compositions", "uniform");
        assertThat(evaluated.exit()).isNotZero();
        assertThat(evaluated.err()).contains("picture-");
        Launch looked = Launch.of("profile", "net", "--store", store, "--data", data, "--part", "test", "--rounds", 10);
        assertThat(looked.exit()).isNotZero();
        assertThat(looked.err()).contains("picture-");
    }
}
