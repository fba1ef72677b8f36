/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How far predictions were off on compositions that they were not made from.
 *
 * @param count compositions whose quality was measured
 * @param meanAbsolute mean of the absolute errors of quality, 0..1
 * @param bias mean error of quality; above 0 if predictions promise too much
 * @param spearman correlation of ranks of quality, -1..1; NaN for fewer than three
 * @param covered share of measurements within the predicted interval; NaN where none was given
 * @param timed compositions whose time was measured
 * @param timeWithin5 share of them within 5 %
 * @param timeWithin10 share of them within 10 %
 * @param weighed compositions whose memory was measured
 * @param memoryWithin share of them within 5 % or 2 MB, whichever is more
 */
record PredictionErrors(
        int count,
        double meanAbsolute,
        double bias,
        double spearman,
        double covered,
        int timed,
        double timeWithin5,
        double timeWithin10,
        int weighed,
        double memoryWithin) {
    private static final double TWO_MEGABYTES = 2e6;

    /** The errors over those of some compositions that put predictions to the test. */
    static PredictionErrors of(List<Composition> compositions) {
        List<Composition> tests = compositions.stream()
                .filter(composition -> composition.why().isTest())
                .toList();
        List<double[]> quality = new ArrayList<>();
        List<Double> covered = new ArrayList<>();
        List<Double> time = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        for (Composition test : tests) {
            Reading predicted = test.predicted().quality();
            Reading measured = test.quality();
            if (measured != null) {
                quality.add(new double[] {predicted.value(), measured.value()});
                if (predicted.hasInterval()) {
                    boolean within = predicted.low() <= measured.value() && measured.value() <= predicted.high();
                    covered.add(within ? 1.0 : 0.0);
                }
            }
            Reading nanos = test.nanos();
            if (nanos != null && nanos.value() > 0) {
                time.add(Math.abs(test.predicted().nanos() / nanos.value() - 1));
            }
            Reading bytes = test.bytes();
            if (bytes != null) {
                double off = Math.abs(test.predicted().bytes() - bytes.value());
                memory.add(off <= Math.max(TWO_MEGABYTES, 0.05 * bytes.value()) ? 1.0 : 0.0);
            }
        }
        return new PredictionErrors(
                quality.size(),
                mean(quality.stream().map(pair -> Math.abs(pair[0] - pair[1])).toList()),
                mean(quality.stream().map(pair -> pair[0] - pair[1]).toList()),
                spearman(quality),
                mean(covered),
                time.size(),
                mean(time.stream().map(off -> off <= 0.05 ? 1.0 : 0.0).toList()),
                mean(time.stream().map(off -> off <= 0.1 ? 1.0 : 0.0).toList()),
                memory.size(),
                mean(memory));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Pearson's correlation of ranks, equal values having the mean of their ranks. */
    static double spearman(List<double[]> pairs) {
        if (pairs.size() < 3) {
            return Double.NaN;
        }
        double[] first = ranks(pairs.stream().mapToDouble(pair -> pair[0]).toArray());
        double[] second = ranks(pairs.stream().mapToDouble(pair -> pair[1]).toArray());
        double middle = (pairs.size() - 1) / 2.0;
        double both = 0;
        double ones = 0;
        double others = 0;
        for (int i = 0; i < first.length; i++) {
            both += (first[i] - middle) * (second[i] - middle);
            ones += (first[i] - middle) * (first[i] - middle);
            others += (second[i] - middle) * (second[i] - middle);
        }
        return ones > 0 && others > 0 ? both / Math.sqrt(ones * others) : Double.NaN;
    }

    private static double[] ranks(double[] values) {
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int below = 0;
            int equal = 0;
            for (double other : values) {
                below += other < values[i] ? 1 : 0;
                equal += other == values[i] ? 1 : 0;
            }
            ranks[i] = below + (equal - 1) / 2.0;
        }
        return ranks;
    }
}
