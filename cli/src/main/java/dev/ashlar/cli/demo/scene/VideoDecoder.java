/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.core.image.PackedImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Decodes a video by a child process of ffmpeg, which never outlives the call. */
final class VideoDecoder {
    /*
     * A child process can be killed whatever its decoder does; a decoder inside the JVM cannot. The frames come through
     * a pipe as portable pixmaps, which are raw RGB with the size in front, so nothing need be probed, and a video that
     * is turned or changes its size on the way is met. Beside the file itself ffmpeg may open nothing: no playlist can
     * send it to the network. What it complains of goes to a file, since a pipe that nobody reads would stall it.
     */
    private static final String OPEN = "-nostdin -loglevel error -protocol_whitelist file -t 60 -i";

    private static final String CONVERT = ("-map 0:v:0 -an -sn -dn"
                    + " -vf fps=10:round=up,scale=w='min(%1$d,iw)':h='min(%1$d,ih)':force_original_aspect_ratio=decrease"
                    + " -f image2pipe -c:v ppm -pix_fmt rgb24 pipe:1")
            .formatted(FootageSet.MAX_SIDE);

    /** How long a killed process may take to be gone. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final String program;
    private final Duration limit;

    /**
     * @param program name or path of ffmpeg
     * @param limit after which it is killed
     */
    VideoDecoder(String program, Duration limit) {
        this.program = program;
        this.limit = limit;
    }

    /** At most {@code most} frames, evenly spaced over the first minute of the video. */
    List<PackedImage> decode(Path file, int most) {
        if (!Files.isRegularFile(file)) {
            throw new SceneException(
                    "The video (%s) must be a file that exists. Maybe check the path.".formatted(file), null);
        }
        try {
            Path complaints = Files.createTempFile("ashlar-video", ".log");
            try {
                return decode(file, most, complaints);
            } finally {
                Files.deleteIfExists(complaints);
            }
        } catch (IOException e) {
            throw new SceneException(
                    "The video (%s) cannot be decoded: %s. Maybe it is damaged.".formatted(file, e.getMessage()), e);
        }
    }

    private List<PackedImage> decode(Path file, int most, Path complaints) throws IOException {
        Process process = start(file, complaints);
        CompletableFuture<Process> end = process.onExit().orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS);
        CompletableFuture<Process> killed = end.exceptionally(late -> process.destroyForcibly());
        try {
            List<PackedImage> frames = frames(process, most);
            killed.join();
            requireInTime(end, file);
            if (frames.isEmpty()) {
                throw new SceneException(
                        "The video (%s) holds no frame that ffmpeg can decode: %s. Maybe it is damaged or no video."
                                .formatted(file, lastLine(complaints)),
                        null);
            }
            return frames;
        } catch (IOException e) {
            requireInTime(end, file);
            throw e;
        } finally {
            process.destroyForcibly()
                    .onExit()
                    .completeOnTimeout(process, GRACE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
    }

    private Process start(Path file, Path complaints) {
        try {
            return new ProcessBuilder(command(file))
                    .redirectError(complaints.toFile())
                    .start();
        } catch (IOException e) {
            throw new SceneException(
                    "The decoder (%s) cannot be started. Maybe install the Debian package ffmpeg, or give --frames DIR."
                            .formatted(program),
                    e);
        }
    }

    private List<String> command(Path file) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(OPEN.split(" ", -1)));
        command.add("file:" + file.toAbsolutePath());
        command.addAll(List.of(CONVERT.split(" ", -1)));
        return command;
    }

    private static List<PackedImage> frames(Process process, int most) throws IOException {
        EvenSample<PackedImage> sample = new EvenSample<>(most);
        try (InputStream pipe = new BufferedInputStream(process.getInputStream(), 1 << 16)) {
            PortablePixmaps pictures = new PortablePixmaps(pipe);
            for (PackedImage frame = pictures.next(); frame != null; frame = pictures.next()) {
                sample.add(frame);
            }
        }
        return sample.items();
    }

    private void requireInTime(CompletableFuture<Process> end, Path file) {
        if (end.isCompletedExceptionally()) {
            throw new SceneException(
                    "The decoder (%s) did not finish the video (%s) within %d ms. Maybe give a shorter video."
                            .formatted(program, file, limit.toMillis()),
                    null);
        }
    }

    private static String lastLine(Path complaints) throws IOException {
        byte[] bytes = Files.readAllBytes(complaints);
        int from = Math.max(0, bytes.length - 500);
        String text = new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8).strip();
        return text.isEmpty() ? "it says nothing" : text.substring(text.lastIndexOf('\n') + 1);
    }
}
