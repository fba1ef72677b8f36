/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.profile.BorderCost;
import dev.ashlar.core.profile.LinkCosts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What descendants and borders take in linked compositions, told from compositions that were timed. */
final class LinkedFit {
    /*
     * A composition takes what the original takes, and what each of its descendants changes, and what each border costs
     * between 8 bits and others. What a descendant changes is expected to be in proportion to what it changes apart, with
     * a constant for 8 bits, which round and expand at every border there; what a border costs, to the bytes that are
     * passed on. How far each may be from that is the one thing that is tried: what predicts best the compositions that
     * are left out of the fit. All in shares of the original's time.
     *
     * The parameters: slope, constant of 8 bits and cost of all borders by their bytes, which are hardly bound; one for
     * each border; and one for each descendant.
     */
    private static final int SLOPE = 0;
    private static final int EIGHT_BIT = 1;
    private static final int BY_BYTES = 2;
    private static final int COMMON = 3;

    private static final double LOOSE = 0.5;
    private static final double NOISE = 0.01;
    private static final double[] SPREADS = {0.0005, 0.002, 0.005, 0.01, 0.02, 0.04, 0.1, 0.3};
    private static final int FOLDS = 8;

    private final BlockCatalog catalog;
    private final LinkedDesign design;
    private final List<Map<DescendantId, Double>> apart;
    private final @Nullable LinkCosts known;
    private final List<Border> borders;
    private final double[][] rows;
    private final double[] values;
    private final double[] parameters;
    private final double[] errors;

    /** What is passed on between two blocks, by their places, as a share of what is passed on between all. */
    private record Border(int from, int to, double share) {}

    /**
     * Fits.
     *
     * @param shares what compositions take as a share of what the original takes
     * @param apart what choices take apart more than the original in their place, block by block, in the same unit
     * @param known costs of borders that were measured before and hold, or null
     */
    LinkedFit(
            BlockCatalog catalog,
            LinkedDesign design,
            Map<BlockChain, Double> shares,
            List<Map<DescendantId, Double>> apart,
            @Nullable LinkCosts known,
            long originalNanos) {
        this.catalog = catalog;
        this.design = design;
        this.apart = List.copyOf(apart);
        this.known = known;
        this.borders = known == null ? borders(catalog) : List.of();
        this.rows = shares.keySet().stream().map(this::features).toArray(double[][]::new);
        this.values = shares.entrySet().stream()
                .mapToDouble(each -> each.getValue() - 1 - knownNanos(each.getKey()) / (double) originalNanos)
                .toArray();
        double best = SPREADS[0];
        double[] least = leftOut(best);
        for (double spread : SPREADS) {
            double[] left = leftOut(spread);
            if (squares(left) < squares(least)) {
                best = spread;
                least = left;
            }
        }
        this.parameters = Ridge.fit(rows, values, penalties(best));
        this.errors = new double[values.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] = Math.abs(least[i]) / Math.max(0.01, values[i] + 1);
        }
        Arrays.sort(errors);
    }

    private static List<Border> borders(BlockCatalog catalog) {
        List<Border> passing = new ArrayList<>();
        double all = 0;
        for (int from = 0; from < catalog.blocks().size(); from++) {
            for (int to = from + 1; to < catalog.blocks().size(); to++) {
                long bytes = passed(catalog, from, to);
                if (bytes > 0) {
                    passing.add(new Border(from, to, bytes));
                    all += bytes;
                }
            }
        }
        double sum = all;
        return passing.stream()
                .map(border -> new Border(border.from, border.to, border.share / sum))
                .toList();
    }

    private static long passed(BlockCatalog catalog, int from, int to) {
        List<String> read =
                catalog.blocks().get(to).inputs().stream().map(TensorSpec::name).toList();
        return catalog.blocks().get(from).outputs().stream()
                .filter(output -> read.contains(output.name()))
                .mapToLong(TensorSpec::nominalBytes)
                .sum();
    }

    private long knownNanos(BlockChain chain) {
        return known == null ? 0 : known.nanos(catalog, chain);
    }

    private boolean isEightBit(int place, DescendantId id) {
        return catalog.blocks().get(place).descendant(id).isEightBit();
    }

    private double[] features(BlockChain chain) {
        double[] features = new double[COMMON + borders.size() + design.free()];
        for (int b = 0; b < borders.size(); b++) {
            Border border = borders.get(b);
            boolean changes = isEightBit(border.from, chain.choices().get(border.from))
                    != isEightBit(border.to, chain.choices().get(border.to));
            features[BY_BYTES] += changes ? border.share : 0;
            features[COMMON + b] = changes ? 1 : 0;
        }
        int first = COMMON + borders.size();
        for (int place = 0; place < chain.choices().size(); place++) {
            DescendantId id = chain.choices().get(place);
            List<DescendantId> choices = design.choices().get(place);
            if (!id.equals(DescendantId.ORIGINAL)) {
                add(features, place, id);
                features[first + choices.indexOf(id) - 1] = 1;
            }
            first += choices.size() - 1;
        }
        return features;
    }

    /** Adds what is expected of a descendant. */
    private void add(double[] features, int place, DescendantId id) {
        features[SLOPE] += apart.get(place).getOrDefault(id, 0.0);
        features[EIGHT_BIT] += isEightBit(place, id) ? 1.0 / design.choices().size() : 0;
    }

    private double[] penalties(double spread) {
        double[] penalties = new double[COMMON + borders.size() + design.free()];
        Arrays.fill(penalties, Math.pow(NOISE / spread, 2));
        Arrays.fill(penalties, 0, COMMON, Math.pow(NOISE / LOOSE, 2));
        return penalties;
    }

    /** What is predicted too much of each composition by a fit without it. */
    private double[] leftOut(double spread) {
        double[] off = new double[values.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            List<double[]> features = new ArrayList<>();
            List<Double> wanted = new ArrayList<>();
            for (int i = 0; i < values.length; i++) {
                if (i % FOLDS != fold) {
                    features.add(rows[i]);
                    wanted.add(values[i]);
                }
            }
            double[] fitted = Ridge.fit(
                    features.toArray(double[][]::new),
                    wanted.stream().mapToDouble(Double::doubleValue).toArray(),
                    penalties(spread));
            for (int i = fold; i < values.length; i += FOLDS) {
                off[i] = Ridge.value(rows[i], fitted) - values[i];
            }
        }
        return off;
    }

    private static double squares(double[] values) {
        return Arrays.stream(values).map(value -> value * value).sum();
    }

    /** What a descendant takes more than the original in its place, as a share of what the original network takes. */
    double change(int place, DescendantId id) {
        if (id.equals(DescendantId.ORIGINAL)) {
            return 0;
        }
        double[] features = new double[parameters.length];
        add(features, place, id);
        int first = COMMON + borders.size();
        for (int i = 0; i < place; i++) {
            first += design.choices().get(i).size() - 1;
        }
        features[first + design.choices().get(place).indexOf(id) - 1] = 1;
        return Ridge.value(features, parameters);
    }

    /** By how much descendants differ as they serve, for what they differ by apart; 0 where nothing was timed. */
    double slope() {
        return parameters[SLOPE];
    }

    /** What borders cost, and how far off all this is. */
    LinkCosts costs(long originalNanos) {
        if (known != null) {
            return known;
        }
        List<BorderCost> costs = new ArrayList<>();
        for (int b = 0; b < borders.size(); b++) {
            Border border = borders.get(b);
            double share = parameters[BY_BYTES] * border.share + parameters[COMMON + b];
            if (hasBoth(border)) {
                costs.add(new BorderCost(
                        catalog.blocks().get(border.from).id(),
                        catalog.blocks().get(border.to).id(),
                        Math.max(0, Math.round(share * originalNanos))));
            }
        }
        return new LinkCosts(costs, values.length, quantile(0.5), quantile(0.9));
    }

    /** Whether the precision may change at a border. */
    private boolean hasBoth(Border border) {
        return design.choices().get(border.from).stream().anyMatch(id -> isEightBit(border.from, id))
                || design.choices().get(border.to).stream().anyMatch(id -> isEightBit(border.to, id));
    }

    private double quantile(double share) {
        return errors.length == 0 ? 0 : errors[Math.max(0, (int) Math.ceil(share * errors.length) - 1)];
    }
}
