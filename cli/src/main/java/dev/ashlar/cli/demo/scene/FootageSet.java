/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.unit.Argument;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Frames of real cameras, of which nothing is known. All of them are decoded at once and held in memory, pictures
 * larger than {@value #MAX_SIDE} pixels on a side shrunk to it.
 */
public final class FootageSet implements ImageSet {
    /** No picture is wider or higher. */
    public static final int MAX_SIDE = 960;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST = 256;

    private final String name;
    private final List<PackedImage> frames;

    private FootageSet(String name, List<PackedImage> frames) {
        this.name = name;
        this.frames = frames;
    }

    /**
     * The pictures of a folder in the order of their names.
     *
     * @param most how many to take, evenly spaced if there are more, 1..256
     * @throws SceneException if the folder cannot be read or holds no picture, or a picture is damaged
     */
    public static FootageSet frames(Path folder, int most) {
        requireSome(most);
        return new FootageSet(
                "frames-" + folder.toAbsolutePath().normalize().getFileName(), PictureFolder.read(folder, most));
    }

    /**
     * Frames of the first minute of a video, which ffmpeg decodes.
     *
     * @param most how many to take, evenly spaced if there are more, 1..256
     * @throws SceneException if ffmpeg is not installed or takes too long, or the file is absent or holds no frame
     */
    public static FootageSet video(Path file, int most) {
        requireSome(most);
        return new FootageSet("video-" + file.getFileName(), new VideoDecoder("ffmpeg", PATIENCE).decode(file, most));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int size() {
        return frames.size();
    }

    @Override
    public Sample sample(int index) {
        Argument.require(
                index >= 0 && index < size(),
                "The index (%d) of a frame must be at least 0 and below %d.",
                index,
                size());
        return new Sample(frames.get(index), Truth.NONE);
    }

    private static void requireSome(int most) {
        Argument.require(most >= 1 && most <= MOST, "The number of frames (%d) must lie between 1 and %d.", most, MOST);
    }
}
