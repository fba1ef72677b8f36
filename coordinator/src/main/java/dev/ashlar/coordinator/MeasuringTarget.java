/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.QualityPrediction;
import dev.ashlar.core.workload.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What there is to measure of a plan in force, and what its streams can bear meanwhile.
 *
 * @param turn tells targets apart; see {@link PlanMeasuring#follow}
 * @param revision of the plan
 * @param wanted compositions that it serves and that were not measured, in the order of the streams
 * @param slacks see {@link PieceSizes#slacks}
 */
record MeasuringTarget(long turn, long revision, List<Wanted> wanted, Map<StreamId, Long> slacks) {
    static final MeasuringTarget NONE = new MeasuringTarget(0, 0, List.of(), Map.of());

    MeasuringTarget {
        wanted = List.copyOf(wanted);
        slacks = Map.copyOf(slacks);
    }

    /** The same in its turn. */
    MeasuringTarget at(long number) {
        return new MeasuringTarget(number, revision, wanted, slacks);
    }

    /**
     * A composition that is to be measured.
     *
     * @param catalog its network
     * @param profile that predicts what it is worth
     * @param chain the composition
     * @param nanos what a frame takes in it
     */
    record Wanted(BlockCatalog catalog, ProfileSnapshot profile, BlockChain chain, long nanos) {

        /** Whether what was judged of one is worth as much for the other. */
        boolean isLike(Wanted other) {
            return chain.equals(other.chain)
                    && profile.provenance().equals(other.profile.provenance())
                    && catalog.equals(other.catalog);
        }
    }

    /** @param shelf knows the networks of the problem */
    static MeasuringTarget of(
            PlanRequest request, Plan plan, int workers, Function<BlockChain, ModelShelf.Shelved> shelf) {
        List<Wanted> wanted = new ArrayList<>();
        for (BlockChain chain :
                new TreeMap<>(plan.chains()).values().stream().distinct().toList()) {
            ModelShelf.Shelved network = shelf.apply(chain);
            QualityPrediction prediction = network.profile().prediction();
            boolean known = prediction == null
                    || !prediction.covers(network.catalog())
                    || chain.equals(network.catalog().originalChain())
                    || prediction.measured(chain.choices()) != null;
            if (!known && isFree(network.catalog(), chain)) {
                wanted.add(new Wanted(
                        network.catalog(),
                        network.profile(),
                        chain,
                        network.model().nanos(chain)));
            }
        }
        return new MeasuringTarget(0, plan.revision(), wanted, PieceSizes.slacks(request, plan, workers));
    }

    /** Whether it has no polished head. One that has was measured with it, before that was offered. */
    private static boolean isFree(BlockCatalog catalog, BlockChain chain) {
        boolean free = true;
        for (int i = 0; i < chain.choices().size() && free; i++) {
            free = catalog.blocks()
                    .get(i)
                    .choices()
                    .contains(catalog.blocks().get(i).descendant(chain.choices().get(i)));
        }
        return free;
    }
}
