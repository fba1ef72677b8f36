/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.descend;

import dev.ashlar.blocks.onnx.Lookup;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.image.Resampler;
import dev.ashlar.core.quality.ImageSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * What flows through the borders between blocks, image by image: in the original network, and in networks compressed up
 * to some level.
 *
 * <p><b>Threading</b>: safe for use by many threads; what a stream has at a border is read only after it was written.
 */
final class FeatureStreams implements AutoCloseable {
    /** The stream of the original; the others are numbered from 1 on, the mildest level first. */
    static final int ORIGINAL = 0;

    private record Key(int stream, String tensor) {}

    private final BlockCatalog catalog;
    private final Path folder;
    private final int rows;
    private final Map<String, TensorSpec> specs = new HashMap<>();
    private final Map<Key, BorderFile> files = new ConcurrentHashMap<>();
    private volatile IntFunction<String> names = row -> "image " + row;

    /**
     * Empty streams.
     *
     * @param folder for what is kept on disk
     * @param rows how many images
     */
    FeatureStreams(BlockCatalog catalog, Path folder, int rows) {
        this.catalog = catalog;
        this.folder = folder;
        this.rows = rows;
        specs.put(catalog.input().name(), catalog.input());
        catalog.blocks().forEach(block -> block.outputs().forEach(output -> specs.put(output.name(), output)));
    }

    /**
     * Feeds the network with images.
     *
     * @return what identifies them: their pixels as the network gets them, in order
     */
    Digest feed(ImageSet images, List<Integer> numbers) {
        TensorSpec input = catalog.input();
        Shape shape = input.nominal().with(0, 1);
        Resampler resampler =
                new Resampler(catalog.preprocessing(), Math.toIntExact(shape.dim(3)), Math.toIntExact(shape.dim(2)));
        names = row -> images.describe(numbers.get(row));
        BorderFile file = open(ORIGINAL, input.name());
        Tensor tensor = Tensor.allocate(input.type(), shape);
        StringBuilder digests = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            resampler.resample(images.sample(numbers.get(row)).image(), tensor.floats(), 0);
            file.put(row, tensor);
            digests.append(Digest.sha256(tensor.data())).append('\n');
        }
        return Digest.sha256(digests.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What to call an image in messages. */
    String describe(int row) {
        return names.apply(row);
    }

    private BorderFile open(int stream, String tensor) {
        TensorSpec spec = Lookup.in(specs, tensor);
        return files.computeIfAbsent(
                new Key(stream, tensor),
                key -> BorderFile.in(folder, spec.type(), spec.nominal().with(0, 1), rows));
    }

    /** Whether a stream differs from the original at what a block reads. */
    boolean isChanged(int stream, int block) {
        return catalog.blocks().get(block).inputs().stream()
                .anyMatch(input -> files.containsKey(new Key(stream, input.name())));
    }

    /** What a block reads in a stream, for one image. */
    Map<String, Tensor> inputs(int stream, int block, int row) {
        return tensors(stream, catalog.blocks().get(block).inputs(), row);
    }

    /** What the original of a block answers, for one image. */
    Map<String, Tensor> answers(int block, int row) {
        return tensors(ORIGINAL, catalog.blocks().get(block).outputs(), row);
    }

    /** Inputs of a block in the original network, for some images. */
    List<Map<String, Tensor>> inputs(int stream, int block, List<Integer> of) {
        return of.stream().map(row -> inputs(stream, block, row)).toList();
    }

    /** Answers of the original of a block, for some images. */
    List<Map<String, Tensor>> answers(int block, List<Integer> of) {
        return of.stream().map(row -> answers(block, row)).toList();
    }

    /** The network's input, for some images. */
    List<Map<String, Tensor>> images(List<Integer> of) {
        List<TensorSpec> input = List.of(catalog.input());
        return of.stream().map(row -> tensors(ORIGINAL, input, row)).toList();
    }

    /** What the original network answers, for some images. */
    List<Map<String, Tensor>> answers(List<Integer> of) {
        return of.stream().map(row -> tensors(ORIGINAL, catalog.outputs(), row)).toList();
    }

    private Map<String, Tensor> tensors(int stream, List<TensorSpec> wanted, int row) {
        Map<String, Tensor> tensors = new HashMap<>();
        wanted.forEach(spec -> tensors.put(spec.name(), get(stream, spec.name(), row)));
        return tensors;
    }

    private Tensor get(int stream, String tensor, int row) {
        BorderFile file = files.get(new Key(stream, tensor));
        return (file == null ? Lookup.in(files, new Key(ORIGINAL, tensor)) : file).get(row);
    }

    /** Notes what a block answers in a stream, for one image. */
    void put(int stream, int row, Map<String, Tensor> answers) {
        answers.forEach((name, tensor) -> open(stream, name).put(row, tensor));
    }

    /** Gives back what no block behind this one reads, in all streams. */
    void retire(int block) {
        Set<String> needed = neededBehind(catalog, block);
        Set<String> past = new HashSet<>();
        past.add(catalog.input().name());
        catalog.blocks().subList(0, block + 1).forEach(done -> done.outputs().forEach(out -> past.add(out.name())));
        past.removeAll(needed);
        for (Key key : List.copyOf(files.keySet())) {
            BorderFile file = past.contains(key.tensor()) ? files.remove(key) : null;
            if (file != null) {
                file.close();
            }
        }
    }

    /** Names of the tensors that a later block reads. */
    static Set<String> neededBehind(BlockCatalog catalog, int block) {
        Set<String> needed = new HashSet<>();
        catalog.blocks().subList(block + 1, catalog.blocks().size()).forEach(later -> later.inputs()
                .forEach(input -> needed.add(input.name())));
        return needed;
    }

    /**
     * Space on disk that one image takes.
     *
     * @param streams how many there are, the original's included
     * @param ahead how many blocks may be under way at once
     */
    static long bytesPerImage(BlockCatalog catalog, int streams, int ahead) {
        long widest = catalog.input().nominalBytes();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            int first = Math.max(0, i - ahead);
            Set<String> needed = neededBehind(catalog, first);
            long width = catalog.input().nominalBytes();
            for (Block block : catalog.blocks().subList(0, i + 1)) {
                boolean recent = catalog.blocks().indexOf(block) >= first;
                width += block.outputs().stream()
                        .filter(output -> recent || needed.contains(output.name()))
                        .mapToLong(TensorSpec::nominalBytes)
                        .sum();
            }
            widest = Math.max(widest, width);
        }
        return Math.max(1, streams * widest / catalog.input().nominal().dim(0));
    }

    @Override
    public void close() {
        files.values().forEach(BorderFile::close);
        files.clear();
    }
}
