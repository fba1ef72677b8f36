/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.cli.demo.Scoreboard.Picture;
import dev.ashlar.cli.demo.scene.FootageSet;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.store.FileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the cameras see, and what is known of it. */
final class Footage {
    private static final int PICTURES = 24;
    private static final int LINES = 200;

    private final @Nullable ImageSet real;
    private final long seed;

    private Footage(@Nullable ImageSet real, long seed) {
        this.real = real;
        this.seed = seed;
    }

    /** Rendered scenes whose truth is known, unless real footage is given. */
    static Footage of(@Nullable Path video, @Nullable Path frames, long seed) {
        if (video != null) {
            return new Footage(FootageSet.video(video, PICTURES), seed);
        }
        return new Footage(frames == null ? null : FootageSet.frames(frames, PICTURES), seed);
    }

    /** The pictures of one camera. */
    record Shown(List<PackedImage> images, List<Picture> pictures) {}

    /** The pictures of the camera of this number; the original is asked about those of which nothing is known. */
    Shown of(int camera, DemoNetwork network, BlockCatalog catalog, FileStore files, BlockEngine engine) {
        boolean lines = network == DemoNetwork.ORIENTATION;
        ImageSet set = real == null ? network.servingScenes(seed + camera, lines ? LINES : PICTURES) : real;
        List<PackedImage> images = new ArrayList<>();
        List<Truth> truths = new ArrayList<>();
        for (int i = 0; i < set.size(); i++) {
            ImageSet.Sample sample = set.sample(i);
            images.add(sample.image());
            truths.add(sample.truth());
        }
        boolean known = truths.stream().noneMatch(Truth.NONE::equals);
        List<List<Tensor>> originals = known ? List.of() : originals(images, catalog, files, engine);
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            pictures.add(new Picture(truths.get(i), known ? List.of() : originals.get(i)));
        }
        return new Shown(images, pictures);
    }

    private static List<List<Tensor>> originals(
            List<PackedImage> images, BlockCatalog catalog, FileStore files, BlockEngine engine) {
        List<LoadedBlock> blocks = new ArrayList<>();
        List<List<Tensor>> answers = new ArrayList<>();
        Resampler resampler = new Resampler(
                catalog.preprocessing(),
                Math.toIntExact(catalog.input().nominal().dim(3)),
                Math.toIntExact(catalog.input().nominal().dim(2)));
        Tensor input = Tensor.allocate(catalog.input().type(), catalog.input().nominal());
        try {
            for (Block block : catalog.blocks()) {
                blocks.add(engine.open(files.file(catalog.model(), block.id(), block.original())));
            }
            try (LoadedChain chain = engine.join(catalog, catalog.originalChain(), blocks)) {
                for (PackedImage image : images) {
                    resampler.resample(image, input.floats(), 0);
                    answers.add(chain.run(input));
                }
            }
        } finally {
            blocks.forEach(LoadedBlock::close);
        }
        return answers;
    }
}
