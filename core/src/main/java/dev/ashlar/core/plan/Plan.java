/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Which chain serves each stream.
 *
 * @param revision rises by one with every plan adopted (I3); a frame sees exactly one revision (I1)
 * @param chains one chain for each stream that is served
 * @param paused for each stream of the workload that is not served, why
 * @param periods for each stream that is served at another rate than it asks for, the time from frame to frame
 * @param ladder what streams give up because not all can be served as they ask, in the order of the steps
 */
public record Plan(
        long revision,
        Map<StreamId, BlockChain> chains,
        Map<StreamId, String> paused,
        Map<StreamId, Duration> periods,
        List<LadderStep> ladder) {
    /** Serves nothing. */
    public static final Plan NONE = new Plan(0, Map.of(), Map.of());

    public Plan {
        chains = Map.copyOf(chains);
        paused = Map.copyOf(paused);
        periods = Map.copyOf(periods);
        ladder = List.copyOf(ladder);
        for (StreamId stream : periods.keySet()) {
            Argument.require(chains.containsKey(stream), "The stream %s has a rate in the plan and no chain.", stream);
        }
        for (StreamId stream : paused.keySet()) {
            Argument.require(!chains.containsKey(stream), "The stream %s is both served and paused.", stream);
        }
    }

    /** A plan in which every stream that is served is so at the rate it asks for. */
    public Plan(long revision, Map<StreamId, BlockChain> chains, Map<StreamId, String> paused) {
        this(revision, chains, paused, Map.of(), List.of());
    }

    /** A plan that serves every stream, not yet adopted. */
    public static Plan of(Map<StreamId, BlockChain> chains) {
        return new Plan(0, chains, Map.of());
    }

    /** The same choice under another revision. */
    public Plan at(long otherRevision) {
        return new Plan(otherRevision, chains, paused, periods, ladder);
    }

    /** Time from one frame to the next at which a stream is served. */
    public Duration period(StreamSpec stream) {
        return periods.getOrDefault(stream.id(), stream.period());
    }
}
