/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a plan is predicted to cost and to be worth.
 *
 * @param streams for each served stream
 * @param memoryBytes all distinct digests, and the fixed bytes of each network in use once
 * @param cpuCores processor time per second
 * @param value sum of weight times accuracy
 * @param fetchBytes digests to be fetched that are not resident
 */
public record PlanForecast(
        Map<StreamId, StreamForecast> streams, long memoryBytes, double cpuCores, double value, long fetchBytes) {
    public PlanForecast {
        streams = Map.copyOf(streams);
    }

    /**
     * What a stream is predicted to get.
     *
     * @param nanos time of a frame in its chain, alone
     * @param accuracy 0..1, or below where drops add up beyond the base
     */
    public record StreamForecast(long nanos, double accuracy) {}

    /** The forecast of a plan under the numbers of a problem. */
    public static PlanForecast of(PlanRequest request, Plan plan) {
        Map<StreamId, StreamForecast> streams = new HashMap<>();
        Map<Digest, Long> sizes = new HashMap<>();
        Set<ModelId> used = new HashSet<>();
        long memory = 0;
        double cpu = 0;
        double value = 0;
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain chain = plan.chains().get(stream.id());
            if (chain == null) {
                continue;
            }
            PlanModel model = request.model(stream);
            StreamForecast forecast = new StreamForecast(model.nanos(chain), model.accuracy(chain));
            streams.put(stream.id(), forecast);
            cpu += (double) forecast.nanos() / stream.period().toNanos();
            value += stream.weight() * forecast.accuracy();
            if (used.add(model.id())) {
                memory += model.fixedBytes();
            }
            for (PlanModel.Variant variant : model.variants(chain)) {
                sizes.merge(variant.digest(), variant.bytes(), Math::max);
            }
        }
        long fetch = 0;
        for (Map.Entry<Digest, Long> digest : sizes.entrySet()) {
            memory += digest.getValue();
            fetch += request.resident().contains(digest.getKey()) ? 0 : digest.getValue();
        }
        return new PlanForecast(streams, memory, cpu, value, fetch);
    }

    /** The value less the price of what is fetched. */
    public double objective(PlanRequest request) {
        return value - request.switchingCostPerKiB() * fetchBytes / 1024.0;
    }
}
