/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a plan is predicted to cost and to be worth.
 *
 * @param streams for each served stream
 * @param memoryBytes all distinct digests, the fixed bytes of each network in use once, and what each session needs for
 *     itself, one for each served stream
 * @param cpuCores processor time per second
 * @param value sum of weight times utility times accuracy
 * @param fetchBytes digests to be fetched that are not resident
 * @param watts energy per second, as far as it was measured
 * @param least utility times accuracy of the stream that has least; 0 if none is served
 * @param changedBlocks of streams that the plan in force serves, those served by another descendant
 */
public record PlanForecast(
        Map<StreamId, StreamForecast> streams,
        long memoryBytes,
        double cpuCores,
        double value,
        long fetchBytes,
        double watts,
        double least,
        int changedBlocks) {
    public PlanForecast {
        streams = Map.copyOf(streams);
    }

    /** What a plan costs of which no energy is known and that changes nothing. */
    public PlanForecast(
            Map<StreamId, StreamForecast> streams, long memoryBytes, double cpuCores, double value, long fetchBytes) {
        this(streams, memoryBytes, cpuCores, value, fetchBytes, 0, 0, 0);
    }

    /**
     * What a stream is predicted to get.
     *
     * @param nanos time of a frame in its chain, alone
     * @param accuracy 0..1, or below where drops add up beyond the base
     * @param responseNanos time of a frame beside the other streams, by the response model, at the percentile that the
     *     stream asks for
     */
    public record StreamForecast(long nanos, double accuracy, long responseNanos) {

        /** What a stream gets whose frames take as long as alone. */
        public StreamForecast(long nanos, double accuracy) {
            this(nanos, accuracy, nanos);
        }
    }

    /** The forecast of a plan under the numbers of a problem. */
    public static PlanForecast of(PlanRequest request, Plan plan) {
        Map<StreamId, Long> responses = ResponseTimes.of(request, plan).responses();
        Map<StreamId, StreamForecast> streams = new HashMap<>();
        PlanMemory memory = new PlanMemory();
        CpuLoad cpu = new CpuLoad();
        CpuLoad energy = new CpuLoad();
        double value = 0;
        double least = Double.POSITIVE_INFINITY;
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain chain = plan.chains().get(stream.id());
            if (chain == null) {
                continue;
            }
            PlanModel model = request.model(chain.model());
            StreamForecast forecast = new StreamForecast(
                    model.nanos(chain), model.accuracy(chain), responses.getOrDefault(stream.id(), 0L));
            streams.put(stream.id(), forecast);
            cpu.add(forecast.nanos(), plan.period(stream));
            energy.add(model.nanojoules(chain), plan.period(stream));
            double worth = stream.utility(plan.period(stream)) * forecast.accuracy();
            value += stream.weight() * worth;
            least = Math.min(least, worth);
            memory.add(model, chain);
        }
        return new PlanForecast(
                streams,
                memory.bytes(),
                cpu.cores(),
                value,
                memory.fetched(request.resident()),
                energy.cores(),
                streams.isEmpty() ? 0 : least,
                changed(request.rules().running(), plan));
    }

    private static int changed(@Nullable Plan running, Plan plan) {
        int changed = 0;
        for (Map.Entry<StreamId, BlockChain> served : plan.chains().entrySet()) {
            BlockChain before = running == null ? null : running.chains().get(served.getKey());
            changed += before == null ? 0 : PlanDelta.swapped(before, served.getValue());
        }
        return changed;
    }

    /** How good the plan is: what planners make as large as they can, or for strict priorities the weighted sum. */
    public double objective(PlanRequest request) {
        return request.rules().goal() == Goal.MAX_MIN ? least : netValue(request);
    }

    /** The value less the price of what is fetched and of what changes. */
    public double netValue(PlanRequest request) {
        return value
                - request.switchingCostPerKiB() * fetchBytes / 1024.0
                - request.rules().changeCostPerBlock() * changedBlocks;
    }
}
