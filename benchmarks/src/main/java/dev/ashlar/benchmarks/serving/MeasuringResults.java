/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.serving.ServingResults.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured of measuring plans beside frames, as it is written down.
 *
 * @param about machine, command, versions and seed
 * @param turns in the order in which they were measured
 */
record MeasuringResults(Map<String, String> about, List<Turn> turns) {
    /** What may be missed more often by chance: one frame in a thousand. */
    private static final double CHANCE = 1e-3;

    MeasuringResults {
        turns = List.copyOf(turns);
    }

    /**
     * Some seconds of frames of all streams.
     *
     * @param deadlines what they are
     * @param deadlineMillis from the capture of a frame
     * @param cpuShare that measuring plans may take; 0 if none is measured
     * @param seconds that it took
     * @param frames offered
     * @param missed of them that were not served by their deadline
     * @param totalMillis from capture to result
     * @param images judged meanwhile
     * @param spentMillis time of workers that it took to judge them
     */
    record Turn(
            String deadlines,
            double deadlineMillis,
            double cpuShare,
            double seconds,
            long frames,
            long missed,
            Spread totalMillis,
            long images,
            double spentMillis) {}

    /** All turns of one kind together. */
    record Kind(
            String deadlines,
            double cpuShare,
            long frames,
            long missed,
            double p50,
            double p99,
            long images,
            double used) {
        double share() {
            return frames == 0 ? 0 : (double) missed / frames;
        }
    }

    /** The turns of a kind, added up; percentiles are the medians of the turns. */
    Kind kind(String deadlines, double cpuShare) {
        List<Turn> same = turns.stream()
                .filter(turn -> turn.deadlines().equals(deadlines) && turn.cpuShare() == cpuShare)
                .toList();
        return new Kind(
                deadlines,
                cpuShare,
                same.stream().mapToLong(Turn::frames).sum(),
                same.stream().mapToLong(Turn::missed).sum(),
                middle(same.stream()
                        .mapToDouble(turn -> turn.totalMillis().p50())
                        .toArray()),
                middle(same.stream()
                        .mapToDouble(turn -> turn.totalMillis().p99())
                        .toArray()),
                same.stream().mapToLong(Turn::images).sum(),
                same.stream().mapToDouble(Turn::spentMillis).sum()
                        / (1000 * same.stream().mapToDouble(Turn::seconds).sum()));
    }

    /** What each turn of a kind missed, in per cent. */
    double[] missed(String deadlines, double cpuShare) {
        return turns.stream()
                .filter(turn -> turn.deadlines().equals(deadlines) && turn.cpuShare() == cpuShare)
                .mapToDouble(turn -> 100.0 * turn.missed() / Math.max(1, turn.frames()))
                .toArray();
    }

    private static double middle(double[] values) {
        return Spread.of(values).p50();
    }

    /** All kinds there are, as they were first measured. */
    List<Kind> kinds() {
        return turns.stream()
                .map(turn -> kind(turn.deadlines(), turn.cpuShare()))
                .distinct()
                .toList();
    }

    /** The targets. */
    List<Finding> findings() {
        return kinds().stream()
                .filter(kind -> kind.cpuShare() > 0)
                .map(kind -> {
                    Kind without = kind(kind.deadlines(), 0);
                    return new Finding(
                            String.format(
                                    Locale.ROOT,
                                    "%s deadlines: no more frames miss them while plans are measured within %.2f of a processor",
                                    kind.deadlines(),
                                    kind.cpuShare()),
                            String.format(
                                    Locale.ROOT,
                                    "%.2f %% of %d, %.2f %% of %d while none is; %d images judged, %.3f of a processor",
                                    100 * kind.share(),
                                    kind.frames(),
                                    100 * without.share(),
                                    without.frames(),
                                    kind.images(),
                                    kind.used()),
                            kind.share() <= without.share() + CHANCE);
                })
                .toList();
    }
}
