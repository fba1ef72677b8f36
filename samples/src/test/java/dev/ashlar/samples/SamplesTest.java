/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.testing.RealNets;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.store.FileStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The samples, run as programs on files, the real engine and the real planner. */
@Timeout(300)
class SamplesTest {
    private static final String NETWORK = "sign-detector";

    @TempDir
    private Path folder;

    @BeforeEach
    void prepareStore() {
        FileStore store = FileStore.open(folder.resolve("store"));
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder())) {
            RealNets.write(store, NETWORK, 1, DeviceProbe.current(), engine.version());
        }
    }

    @Test
    void embedsAshlar() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        for (String name : List.of("a.png", "b.png")) {
            BufferedImage image = new BufferedImage(64, 48, BufferedImage.TYPE_3BYTE_BGR);
            ImageIO.write(image, "png", pictures.resolve(name).toFile());
        }

        List<String> lines = printedBy(() -> EmbedAshlar.main(arguments("store", pictures)));

        assertThat(lines).hasSize(4);
        assertThat(lines.subList(0, 2)).allSatisfy(line -> assertThat(line)
                .isIn("sign-detector[original,original] answered [FLOAT32 1x10] under plan 1", "dropped: EXPIRED"));
        assertThat(lines.get(2)).startsWith("plan 2: {door-cam=sign-detector[").contains("keep-25");
        assertThat(lines.get(3)).matches("[0-9.]+ MiB more memory: \\+5\\.0 points on door-cam");
    }

    @Test
    void steersOverTheBus() {
        List<String> lines = printedBy(
                () -> SteerOverTheBus.main(new String[] {folder.resolve("store").toString(), NETWORK}));

        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).isEqualTo("plan 1: [\"original\",\"original\"]");
        assertThat(lines.get(1)).startsWith("plan 2: ").contains("keep-25");
        assertThat(lines.get(2)).isEqualTo("budget.set was refused with 422");
        assertThat(lines.get(3)).isEqualTo("plan 2 is in force");
    }

    private String[] arguments(String store, Path pictures) {
        return new String[] {folder.resolve(store).toString(), NETWORK, pictures.toString()};
    }

    /** The lines that a program prints. */
    private static List<String> printedBy(Runnable program) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
