/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of linking, as it is written down.
 *
 * @param about machine, threads, command, versions and seed
 * @param ratios how fast compositions run
 * @param switches what joining costs
 * @param memory what plans occupy
 * @param traffic what switching reads
 * @param unmeasured compositions that could not be raced, and why
 * @param findings the targets
 */
record LinkingResults(
        Map<String, String> about,
        List<Ratio> ratios,
        List<Switch> switches,
        List<Memory> memory,
        List<Traffic> traffic,
        List<String> unmeasured,
        List<Finding> findings) {
    LinkingResults {
        ratios = List.copyOf(ratios);
        switches = List.copyOf(switches);
        memory = List.copyOf(memory);
        traffic = List.copyOf(traffic);
        unmeasured = List.copyOf(unmeasured);
        findings = List.copyOf(findings);
    }

    /**
     * One composition run in several ways, in turn.
     *
     * @param network its name
     * @param kind of composition: original, pruned, int8, alternating
     * @param contender the way
     * @param cpuNanos median processor time of a run
     * @param wallNanos median time of a run
     * @param toWhole median over rounds of its processor time by that of the whole network in the same round
     * @param low first quartile of the same
     * @param high third quartile of the same
     * @param segments sessions that a run passes through
     * @param difference greatest difference of an output from the whole network as ONNX Runtime optimises it, relative
     *     to the greatest value; 0 for equal bits
     */
    record Ratio(
            String network,
            String kind,
            String contender,
            long cpuNanos,
            long wallNanos,
            double toWhole,
            double low,
            double high,
            int segments,
            double difference) {}

    /**
     * Joining one composition after the other, blocks open, files in memory.
     *
     * @param network its name
     * @param kind of compositions
     * @param pieces most sessions that a composition is joined in
     * @param readNanos median processor time to find prepared graphs, read if they were not
     * @param linkNanos median processor time to make one graph of them
     * @param openNanos median processor time to open sessions of such graphs
     * @param joinNanos median processor time of all
     * @param join95Nanos 95th percentile of the same
     * @param firstRunNanos median of how much longer the first run takes than the second
     */
    record Switch(
            String network,
            String kind,
            int pieces,
            long readNanos,
            long linkNanos,
            long openNanos,
            long joinNanos,
            long join95Nanos,
            long firstRunNanos) {}

    /**
     * What plans occupy in a process of their own, beyond what it occupied before (PSS).
     *
     * @param network its name
     * @param kind float or int8
     * @param oneBytes of one plan, run
     * @param fiveBytes of five plans of which four differ from the first in one block, run
     * @param leftBytes when all is closed and freed memory given back
     * @param keptBytes when all is closed, before that
     */
    record Memory(String network, String kind, long oneBytes, long fiveBytes, long leftBytes, long keptBytes) {}

    /**
     * Bytes of weights that a walk of budgets reads.
     *
     * @param network its name
     * @param switches how often the plan changed
     * @param blockBytes mean per switch, of blocks that the plan before had not
     * @param wholeBytes mean per switch, of whole networks
     */
    record Traffic(String network, int switches, double blockBytes, double wholeBytes) {}

    /**
     * One target.
     *
     * @param target what is wanted
     * @param measured what came out
     * @param met whether that is enough; null where nothing is asked
     */
    record Finding(String target, String measured, @Nullable Boolean met) {}
}
