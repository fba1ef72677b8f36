/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.cli.demo.scene.LineScenes;
import dev.ashlar.cli.demo.scene.SignScenes;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.quality.ImageSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;

/** The pretrained networks of the demo, from a Maven artifact, and the scenes that they look at. */
public enum DemoNetwork {
    /** PP-OCRv3 text detector. */
    DETECTOR_V3("text-detector-v3", "ch_PP-OCRv3_det_infer.onnx", 352, 480, true),
    /** PP-OCRv4 text detector. */
    DETECTOR_V4("text-detector-v4", "ch_PP-OCRv4_det_infer.onnx", 352, 480, true),
    /** Whether a line of text is upright or turned by 180 degrees. */
    ORIENTATION("line-orientation", "ch_ppocr_mobile_v2.0_cls_infer.onnx", 48, 192, false);

    /** Size of the pictures that the cameras take. */
    public static final int WIDTH = 640;

    /** Size of the pictures that the cameras take. */
    public static final int HEIGHT = 480;

    private static final long FITTING_SEED = 11;
    private static final long JUDGING_SEED = 12;
    private static final long SERVING_SEED = 13;
    private static final int JUDGED_SCENES = 40;
    private static final int JUDGED_LINES = 200;

    private final String model;
    private final String file;
    private final int inputHeight;
    private final int inputWidth;
    private final boolean detector;

    DemoNetwork(String model, String file, int inputHeight, int inputWidth, boolean detector) {
        this.model = model;
        this.file = file;
        this.inputHeight = inputHeight;
        this.inputWidth = inputWidth;
        this.detector = detector;
    }

    /** Its name in the store. */
    public ModelId model() {
        return new ModelId(model);
    }

    /** The input size that it is served at. */
    public Shape nominal() {
        return Shape.of(1, 3, inputHeight, inputWidth);
    }

    /** What its outputs mean. */
    public OutputKind outputKind() {
        return detector ? OutputKind.PROBABILITY_MAP : OutputKind.CLASSES;
    }

    /** From a picture to its input, as it was trained. */
    public Preprocessing preprocessing() {
        return detector
                ? new Preprocessing(
                        PixelFormat.BGR, 1 / 255.0, List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225))
                : new Preprocessing(
                        PixelFormat.BGR, 1 / 255.0, Collections.nCopies(3, 0.5), Collections.nCopies(3, 0.5));
    }

    /** How many times more samples it is fitted to than a detector: one of its inputs has one place to learn from. */
    public int samplesFactor() {
        return detector ? 1 : 8;
    }

    /** Scenes that descendants are fitted to. */
    public ImageSet fittingScenes(int count) {
        return scenes(FITTING_SEED, count);
    }

    /** Other scenes, that profiles are measured on. */
    public ImageSet judgingScenes() {
        return scenes(JUDGING_SEED, detector ? JUDGED_SCENES : JUDGED_LINES);
    }

    /** Yet other scenes, that cameras see. */
    ImageSet servingScenes(long seed, int count) {
        return scenes(SERVING_SEED + seed * 31, count);
    }

    private ImageSet scenes(long seed, int count) {
        return detector ? new SignScenes(seed, count, WIDTH, HEIGHT) : new LineScenes(seed, count);
    }

    /** Copies the network out of its artifact. */
    public Path extract(Path folder) {
        try (InputStream in = DemoNetwork.class.getResourceAsStream("/models/" + file)) {
            if (in == null) {
                throw new DemoException(
                        "The network %s is not on the class path. Maybe build again with `mvn -pl cli -am package`."
                                .formatted(file),
                        null);
            }
            Files.createDirectories(folder);
            Path part = Files.createTempFile(folder, file, ".part");
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            return Files.move(part, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new DemoException(
                    "The network %s cannot be written to %s (%s). Maybe give another folder with --store."
                            .formatted(file, folder, e),
                    e);
        }
    }
}
