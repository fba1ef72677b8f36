/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class VideoDecoderTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final Path folder;

    VideoDecoderTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void advisesToInstallTheDecoderWhereItIsAbsent() throws IOException {
        Path file = Files.writeString(folder.resolve("clip.mp4"), "whatever");

        assertThatThrownBy(() -> new VideoDecoder("ffmpeg-is-not-here", LONG).decode(file, 5))
                .isInstanceOf(SceneException.class)
                .hasMessageContaining("ffmpeg-is-not-here")
                .hasMessageContaining("Maybe install the Debian package ffmpeg, or give --frames DIR");
    }

    @Test
    void namesTheFileThatIsAbsent() {
        assertThatThrownBy(() -> new VideoDecoder("ffmpeg", LONG).decode(folder.resolve("absent.mp4"), 5))
                .isInstanceOf(SceneException.class)
                .hasMessageContaining("absent.mp4");
        assertThatThrownBy(() -> new VideoDecoder("ffmpeg", LONG).decode(folder, 5))
                .isInstanceOf(SceneException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void killsADecoderThatHangs() throws IOException {
        Path file = Files.writeString(folder.resolve("clip.mp4"), "whatever");
        Path hanging = script("exec sleep 600");

        assertThatThrownBy(() -> new VideoDecoder(hanging.toString(), Duration.ofMillis(300)).decode(file, 5))
                .isInstanceOf(SceneException.class)
                .hasMessageContaining("clip.mp4")
                .hasMessageContaining("300 ms");
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void reportsWhatADecoderSaysThatDeliversNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("clip.mp4"), "whatever");
        Path failing = script("echo first >&2; echo 'no such codec' >&2; exit 1");

        assertThatThrownBy(() -> new VideoDecoder(failing.toString(), LONG).decode(file, 5))
                .isInstanceOf(SceneException.class)
                .hasMessageContaining("clip.mp4")
                .hasMessageContaining(": no such codec.");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void reportsADecoderThatBreaksOffWithinAPicture() throws IOException {
        Path file = Files.writeString(folder.resolve("clip.mp4"), "whatever");
        Path broken = script("printf 'P6\\n9 9\\n255\\nabc'");

        assertThatThrownBy(() -> new VideoDecoder(broken.toString(), LONG).decode(file, 5))
                .isInstanceOf(SceneException.class)
                .hasMessageContaining("clip.mp4")
                .hasMessageContaining("9 x 9 ends after 3 of 243 bytes");
    }

    @Test
    void namesTheFileThatHoldsNoVideo() throws IOException {
        requireDecoder();
        Path file = Files.writeString(folder.resolve("text.mp4"), "this is no video");

        assertThatThrownBy(() -> new VideoDecoder("ffmpeg", LONG).decode(file, 5))
                .isInstanceOf(SceneException.class)
                .hasMessageContaining("text.mp4")
                .hasMessageContaining("Invalid data");
    }

    @Test
    void decodesRealClips() throws IOException {
        requireDecoder();
        List<PackedImage> film =
                new VideoDecoder("ffmpeg", LONG).decode(SharedData.require("video/car-detection.mp4"), 7);
        List<PackedImage> avi = new VideoDecoder("ffmpeg", LONG).decode(SharedData.require("video/vtest.avi"), 5);

        assertThat(film).hasSize(7).allMatch(frame -> frame.width() == 768 && frame.height() == 432);
        assertThat(avi).hasSize(5).allMatch(frame -> frame.width() == 768 && frame.height() == 576);
        assertThat(avi.stream().map(frame -> frame.data().hashCode()).distinct())
                .hasSize(5);
    }

    @Test
    void decodesWhatFfmpegItselfWrites() throws IOException, InterruptedException {
        requireDecoder();
        for (String codec : List.of("mjpeg", "mpeg4")) {
            for (int frames : new int[] {1, 40}) {
                Path file = folder.resolve(codec + frames + ".avi");
                run(
                        "ffmpeg",
                        "-v",
                        "error",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc=size=1920x1080:rate=60",
                        "-frames:v",
                        Integer.toString(frames),
                        "-c:v",
                        codec,
                        file.toString());

                assertThat(new VideoDecoder("ffmpeg", LONG).decode(file, 3))
                        .as("%d frames of %s", frames, codec)
                        .hasSize(Math.min(frames, 3))
                        .allMatch(frame -> frame.width() == FootageSet.MAX_SIDE && frame.height() == 540);
            }
        }
    }

    private Path script(String line) throws IOException {
        Path script = Files.writeString(folder.resolve("decoder"), "#!/bin/sh\n" + line + "\n");
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private static void requireDecoder() throws IOException {
        boolean there;
        try {
            there = run("ffmpeg", "-version") == 0;
        } catch (IOException e) {
            there = false;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        Assumptions.assumeTrue(
                there, "Skipped: ffmpeg is not installed. Install the Debian package ffmpeg to run this test.");
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
