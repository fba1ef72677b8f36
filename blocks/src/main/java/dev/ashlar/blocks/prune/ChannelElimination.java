/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import dev.ashlar.blocks.math.RidgeFit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes the channels of a group out one after the other, always the one whose loss hurts its readers least. */
final class ChannelElimination {
    /*
     * Greedy backward elimination. The cost of a channel is the growth of the squared error of every layer that reads
     * it, relative to the mean square of that layer's output, added up over the layers; the fits of all readers are
     * kept exact after every step. One elimination passes through all wanted widths, so that one serves all levels.
     */
    private final List<RidgeFit> fits;
    private final List<Map<Integer, int[]>> features;
    private final List<Integer> left;

    /**
     * @param channels classes that may go
     * @param fits one for each reader
     * @param features for each reader, the features that belong to each class
     */
    ChannelElimination(List<Integer> channels, List<RidgeFit> fits, List<Map<Integer, int[]>> features) {
        this.left = new ArrayList<>(channels);
        this.fits = fits;
        this.features = features;
    }

    /**
     * A width on the way.
     *
     * @param kept classes that are left
     * @param weights for each reader, the weights of its features that are left
     */
    record Stop(List<Integer> kept, List<double[]> weights) {}

    /** Eliminates down to the least of these widths, with a stop at each. */
    Map<Integer, Stop> run(Set<Integer> widths) {
        int least = Collections.min(widths);
        Map<Integer, Stop> stops = new LinkedHashMap<>();
        while (true) {
            if (widths.contains(left.size())) {
                stops.put(
                        left.size(),
                        new Stop(
                                List.copyOf(left),
                                fits.stream().map(RidgeFit::weights).toList()));
            }
            if (left.size() <= least) {
                return stops;
            }
            Integer cheapest = cheapest();
            for (int i = 0; i < fits.size(); i++) {
                fits.get(i).eliminate(features.get(i).getOrDefault(cheapest, new int[0]));
            }
            left.remove(cheapest);
        }
    }

    private Integer cheapest() {
        Integer best = left.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (Integer channel : left) {
            double cost = 0;
            for (int i = 0; i < fits.size(); i++) {
                cost += fits.get(i).cost(features.get(i).getOrDefault(channel, new int[0]));
            }
            if (cost < least) {
                least = cost;
                best = channel;
            }
        }
        return best;
    }
}
