/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.unit.Argument;
import dev.ashlar.core.workload.StreamId;
import java.util.Map;

/**
 * Which chain serves each stream.
 *
 * @param revision rises by one with every plan adopted (I3); a frame sees exactly one revision (I1)
 * @param chains one chain for each stream that is served
 * @param paused for each stream of the workload that is not served, why
 */
public record Plan(long revision, Map<StreamId, BlockChain> chains, Map<StreamId, String> paused) {
    /** Serves nothing. */
    public static final Plan NONE = new Plan(0, Map.of(), Map.of());

    public Plan {
        chains = Map.copyOf(chains);
        paused = Map.copyOf(paused);
        for (StreamId stream : paused.keySet()) {
            Argument.require(!chains.containsKey(stream), "The stream %s is both served and paused.", stream);
        }
    }

    /** A plan that serves every stream, not yet adopted. */
    public static Plan of(Map<StreamId, BlockChain> chains) {
        return new Plan(0, chains, Map.of());
    }

    /** The same choice under another revision. */
    public Plan at(long otherRevision) {
        return new Plan(otherRevision, chains, paused);
    }
}
