/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

/** Sums of the scores of some chains of a network over images, and of the original's. */
final class ChainScores {
    private final double[] quality;
    private final double[] agreement;
    private double original;
    private int images;

    /** @param chains how many */
    ChainScores(int chains) {
        this.quality = new double[chains];
        this.agreement = new double[chains];
    }

    /** Counts an image that the original reaches this quality on. */
    void count(double originalQuality) {
        original += originalQuality;
        images++;
    }

    /** Adds the scores of a chain on the last image. */
    void add(int chain, double itsQuality, double itsAgreement) {
        quality[chain] += itsQuality;
        agreement[chain] += itsAgreement;
    }

    /** Adds other images. */
    void add(ChainScores others) {
        original += others.original;
        images += others.images;
        for (int i = 0; i < quality.length; i++) {
            add(i, others.quality[i], others.agreement[i]);
        }
    }

    double original() {
        return original / images;
    }

    double quality(int chain) {
        return quality[chain] / images;
    }

    double agreement(int chain) {
        return agreement[chain] / images;
    }
}
