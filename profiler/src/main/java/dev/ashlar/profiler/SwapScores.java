/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;

/** Sums of the scores of a network over images: of the original, and with each descendant swapped in. */
final class SwapScores {
    private final double[][] quality;
    private final double[][] agreement;
    private double original;
    private int images;

    SwapScores(BlockCatalog catalog) {
        this.quality = zeros(catalog);
        this.agreement = zeros(catalog);
    }

    private static double[][] zeros(BlockCatalog catalog) {
        return catalog.blocks().stream()
                .map(block -> new double[block.choices().size()])
                .toArray(double[][]::new);
    }

    /** Counts an image that the original reaches this quality on. */
    void count(double originalQuality) {
        original += originalQuality;
        images++;
    }

    /** Adds the scores of the last image with a descendant swapped in. */
    void add(int block, int descendant, double itsQuality, double itsAgreement) {
        quality[block][descendant] += itsQuality;
        agreement[block][descendant] += itsAgreement;
    }

    /** Adds other images. */
    void add(SwapScores others) {
        original += others.original;
        images += others.images;
        for (int b = 0; b < quality.length; b++) {
            for (int d = 0; d < quality[b].length; d++) {
                add(b, d, others.quality[b][d], others.agreement[b][d]);
            }
        }
    }

    double original() {
        return original / images;
    }

    double quality(int block, int descendant) {
        return quality[block][descendant] / images;
    }

    double agreement(int block, int descendant) {
        return agreement[block][descendant] / images;
    }
}
