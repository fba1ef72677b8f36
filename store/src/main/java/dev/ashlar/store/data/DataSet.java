/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.unit.Argument;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Images in an order of their own that is always the same, or a selection of them.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 *
 * <p><b>Failure</b>: reading an image throws {@link dev.ashlar.store.StoreException}, which names the file.
 */
public final class DataSet implements ImageSet {
    private static final double ROUNDING = 1e-9;

    private final String name;
    private final Digest digest;
    private final List<String> classes;
    private final Samples samples;
    private final int[] indices;

    private DataSet(String name, Digest digest, List<String> classes, Samples samples, int[] indices) {
        this.name = name;
        this.digest = digest;
        this.classes = List.copyOf(classes);
        this.samples = samples;
        this.indices = indices;
    }

    /** All of {@code samples}. */
    static DataSet of(String name, Digest digest, List<String> classes, Samples samples) {
        int[] all = IntStream.range(0, samples.size()).toArray();
        return new DataSet(name, digest, classes, samples, all);
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * What tells this set from others, for provenance: a SHA-256 of the names and sizes of its files and of what was
     * selected. The pixels are not read, so a file that changes without changing its size is not noticed.
     */
    public Digest digest() {
        return digest;
    }

    /** The names of the classes in the order of their indices; empty if unknown. */
    public List<String> classes() {
        return classes;
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public Sample sample(int index) {
        return samples.sample(number(index));
    }

    @Override
    public String describe(int index) {
        return "image %d of %s (%s)".formatted(index, name, samples.place(number(index)));
    }

    /** The number of an image among all, of which this may be a selection. */
    private int number(int index) {
        Argument.require(
                index >= 0 && index < indices.length,
                "The index (%d) of an image of %s must be at least 0 and below %d.",
                index,
                name,
                indices.length);
        return indices[index];
    }

    /**
     * Some images drawn at random, in the order of this set. For one seed a smaller subset is part of a greater one.
     *
     * @param count at most all
     */
    public DataSet subset(long seed, int count) {
        Argument.require(
                count > 0 && count <= size(),
                "The number of images (%d) to draw from %s must be between 1 and %d.",
                count,
                name,
                size());
        return select(
                "%s[%d of %d, seed %d]".formatted(name, count, size(), seed), Arrays.copyOf(shuffled(seed), count));
    }

    /**
     * Parts that have no image in common, each drawn at random and in the order of this set.
     *
     * @param fractions the share of each part, above 0; together at most 1
     */
    public List<DataSet> split(long seed, double... fractions) {
        for (double fraction : fractions) {
            Argument.require(fraction > 0, "The share (%s) of a part must be above 0.", fraction);
        }
        Argument.require(
                Arrays.stream(fractions).sum() <= 1 + ROUNDING,
                "The shares %s must be at most 1 together.",
                Arrays.toString(fractions));
        int[] order = shuffled(seed);
        List<DataSet> parts = new ArrayList<>();
        double sum = 0;
        int from = 0;
        for (int i = 0; i < fractions.length; i++) {
            sum += fractions[i];
            int to = (int) Math.min(size(), Math.round(sum * size()));
            Argument.require(
                    to > from,
                    "The share (%s) of the %d images of %s must not be empty. Maybe take a greater share.",
                    fractions[i],
                    size(),
                    name);
            parts.add(select(
                    "%s[part %d of %s, seed %d]".formatted(name, i + 1, Arrays.toString(fractions), seed),
                    Arrays.copyOfRange(order, from, to)));
            from = to;
        }
        return List.copyOf(parts);
    }

    /** The positions of this set in an order that depends on the seed alone. */
    private int[] shuffled(long seed) {
        Random random = new Random(seed);
        int[] order = IntStream.range(0, size()).toArray();
        for (int i = 0; i < order.length - 1; i++) {
            int j = i + random.nextInt(order.length - i);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    private DataSet select(String selection, int[] positions) {
        Arrays.sort(positions);
        int[] chosen = Arrays.stream(positions).map(i -> indices[i]).toArray();
        return new DataSet(selection, digestOf(positions), classes, samples, chosen);
    }

    private Digest digestOf(int[] positions) {
        byte[] parent = digest.value().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer content = ByteBuffer.allocate(parent.length + Integer.BYTES * positions.length);
        content.put(parent);
        content.asIntBuffer().put(positions);
        return Digest.sha256(content.rewind());
    }

    @Override
    public String toString() {
        return name + " (" + size() + " images)";
    }
}
