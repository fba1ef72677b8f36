/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.offline;

import dev.ashlar.benchmarks.baseline.LabelTraining;
import dev.ashlar.benchmarks.baseline.ResidualNetwork;
import dev.ashlar.benchmarks.net.Augmentation;
import dev.ashlar.benchmarks.net.ImageTable;
import dev.ashlar.blocks.Progress;
import dev.ashlar.blocks.cut.CutOptions;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.block.OutputKind;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.image.PixelFormat;
import dev.ashlar.core.image.Preprocessing;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.store.AtomicFiles;
import dev.ashlar.store.data.DataSet;
import dev.ashlar.store.data.DataSetOptions;
import dev.ashlar.store.data.DataSets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where networks and images of studies come from. */
public final class Subjects {
    private static final long SPLIT_SEED = 20211025;
    private static final double RATE = 0.05;
    private static final int BATCH = 64;
    private static final int SHIFT = 2;

    private final GraphRunner runner;
    private final Path work;
    private final Progress progress;

    /** @param work folder that data is unpacked to and networks are trained in */
    public Subjects(GraphRunner runner, Path work, Progress progress) {
        this.runner = runner;
        this.work = work;
        this.progress = progress;
    }

    /**
     * Images and how a network reads them.
     *
     * @param data where images lie
     * @param train the part to learn from
     * @param test the part to report on
     * @param testShare where the data has no parts, the share of it that is reported on, 0..1
     * @param validationImages of the part to learn from, kept to choose by
     * @param preprocessing from image to input; null for bytes divided by 255
     * @param output what the network's outputs mean; null to tell it from their shape
     * @param mirrored whether an image keeps its class when left and right change places
     */
    record Images(
            Path data,
            @Nullable String train,
            @Nullable String test,
            double testShare,
            int validationImages,
            @Nullable Preprocessing preprocessing,
            @Nullable OutputKind output,
            boolean mirrored) {}

    /** A trained network in a file. */
    Subject network(Path file, @Nullable Shape input, int maxBlocks, Images images) {
        String name = String.valueOf(file.getFileName()).replaceAll("\\.onnx$", "");
        DataSet all = open(images, images.train());
        if (images.testShare() == 0) {
            return subject(name, file, input, maxBlocks, images, all, open(images, images.test()));
        }
        List<DataSet> parts = all.split(SPLIT_SEED, images.testShare(), 1 - images.testShare());
        return subject(name, file, input, maxBlocks, images, parts.get(1), parts.get(0));
    }

    /** A network that finds text, and so many computed pictures to fit it to. */
    Subject textLines(
            Path file,
            @Nullable Shape input,
            int maxBlocks,
            int count,
            @Nullable Preprocessing preprocessing,
            @Nullable OutputKind output) {
        String name = String.valueOf(file.getFileName()).replaceAll("\\.onnx$", "");
        Images images = new Images(file, null, null, 0, 0, preprocessing, output, false);
        CutOptions usual = CutOptions.DEFAULT;
        return new Subject(
                name,
                new ModelImporter(runner).read(file, importing(name, input, images)),
                new CutOptions(Math.min(usual.minBlocks(), maxBlocks), maxBlocks, Set.of()),
                new TextLines(1, count),
                new TextLines(2, count / 2),
                new TextLines(3, count / 2),
                false);
    }

    /** A residual network that is trained for the study on small pictures of any classes. */
    Subject trained(String name, int epochs, List<Integer> widths, int units, Images images, long seed) {
        DataSet all = open(images, images.train());
        Path folder = work.resolve("networks")
                .resolve("%s-%s-%dx%d-%d"
                        .formatted(name, widths.toString().replaceAll("[^0-9]+", "-"), units, epochs, seed));
        new AtomicFiles().makeFolders(folder);
        int classes = classes(all);
        int side = all.sample(0).image().height();
        Path file = train(
                new ResidualNetwork(classes, widths, units, side), folder, epochs, images, fitted(all, images), seed);
        return subject(name, file, null, CutOptions.DEFAULT.maxBlocks(), images, all, open(images, images.test()));
    }

    /** A small network and computed pictures: a study of minutes, which shows that everything works and no more. */
    public Subject madeUp(int epochs, long seed) {
        int side = 16;
        Images images = new Images(Path.of("."), null, null, 0, 0, null, null, false);
        ImageSet fitted = new MadeUpImages(1, 2000, side);
        Path folder = work.resolve("networks").resolve("stripes-%d-%d".formatted(epochs, seed));
        new AtomicFiles().makeFolders(folder);
        ResidualNetwork network = new ResidualNetwork(MadeUpImages.CLASSES, List.of(8, 16, 24), 1, side);
        Path file = train(network, folder, epochs, images, fitted, seed);
        return new Subject(
                "stripes",
                new ModelImporter(runner).read(file, importing("stripes", null, images)),
                new CutOptions(2, 4, Set.of()),
                fitted,
                new MadeUpImages(2, 500, side),
                new MadeUpImages(3, 1000, side),
                false);
    }

    private Path train(ResidualNetwork network, Path folder, int epochs, Images images, ImageSet fitted, long seed) {
        Preprocessing preprocessing = preprocessing(images);
        Shape shape = Shape.of(1, 3, network.side(), network.side());
        ImageTable table = ImageTable.of(fitted, "input", shape, preprocessing);
        ImageTable few = ImageTable.of(SpreadImages.of(fitted, 1000), "input", shape, preprocessing);
        LabelTraining.Options options =
                new LabelTraining.Options(RATE, BATCH, network.classes(), new Augmentation(SHIFT, images.mirrored()));
        return new ScratchTraining(folder, runner, progress)
                .train(network.seeded(seed), table, few, options, epochs, seed);
    }

    private Subject subject(
            String name, Path file, @Nullable Shape input, int maxBlocks, Images images, DataSet all, DataSet test) {
        CutOptions usual = CutOptions.DEFAULT;
        return new Subject(
                name,
                new ModelImporter(runner).read(file, importing(name, input, images)),
                new CutOptions(Math.min(usual.minBlocks(), maxBlocks), maxBlocks, Set.of()),
                fitted(all, images),
                all.split(SPLIT_SEED, share(all, images), 1 - share(all, images))
                        .get(0),
                test,
                images.mirrored());
    }

    private static double share(DataSet all, Images images) {
        return Math.min(0.5, (double) images.validationImages() / all.size());
    }

    private static DataSet fitted(DataSet all, Images images) {
        return all.split(SPLIT_SEED, share(all, images), 1 - share(all, images)).get(1);
    }

    private DataSet open(Images images, @Nullable String part) {
        DataSetOptions options = DataSetOptions.plain().cachingIn(work.resolve("data"));
        return DataSets.open(images.data(), part == null ? options : options.withPart(part));
    }

    private static int classes(DataSet images) {
        return images.classes().isEmpty() ? labels(images) : images.classes().size();
    }

    private static int labels(DataSet images) {
        int most = 0;
        for (int i = 0; i < images.size(); i++) {
            most = Math.max(most, images.sample(i).truth().fold(() -> 0, Truth.Label::index, boxes -> 0));
        }
        return most + 1;
    }

    private static Preprocessing preprocessing(Images images) {
        return images.preprocessing() == null ? Preprocessing.unit(PixelFormat.RGB) : images.preprocessing();
    }

    private static ImportOptions importing(String name, @Nullable Shape input, Images images) {
        String portable = name.replaceAll("[^A-Za-z0-9._-]", "-");
        return new ImportOptions(new ModelId(portable), input, images.preprocessing(), images.output(), List.of());
    }
}
