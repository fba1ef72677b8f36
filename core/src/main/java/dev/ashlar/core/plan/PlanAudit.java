/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks every constraint of a plan, independently of any planner: the oracle of tests, and the gate that every plan
 * passes before it is adopted (I4).
 */
public final class PlanAudit {
    /*
     * Sums are exact: times and bytes are integers, and the CPU share of a stream is a quotient of integers, added up
     * as such (CpuLoad). So a plan passes if and only if its numbers fit, and no tolerance has to be chosen
     * (accuracy floors excepted, which are compared as the doubles they are given in, with a tolerance of 1e-9).
     */
    private PlanAudit() {}

    /** What the plan violates, one sentence each; empty if it may be adopted. */
    public static List<String> violations(PlanRequest request, Plan plan) {
        List<String> found = new ArrayList<>();
        requireKnownStreams(request, plan, found);
        Map<Digest, Long> memory = new HashMap<>();
        Set<ModelId> models = new HashSet<>();
        long fixed = 0;
        CpuLoad cpu = new CpuLoad();
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain chain = plan.chains().get(stream.id());
            if (chain == null) {
                requirePausedForAReason(stream, plan, found);
                continue;
            }
            PlanModel model = request.model(stream);
            String misfit = misfit(model, chain);
            if (misfit != null) {
                found.add("Stream %s: %s.".formatted(stream.id(), misfit));
                continue;
            }
            cpu.add(checkStream(stream, model, chain, memory, found), stream.period());
            if (models.add(model.id())) {
                fixed += model.fixedBytes();
            }
        }
        checkBudgets(
                request,
                fixed + memory.values().stream().mapToLong(Long::longValue).sum(),
                cpu,
                found);
        return List.copyOf(found);
    }

    private static void requireKnownStreams(PlanRequest request, Plan plan, List<String> found) {
        Set<StreamId> named = new HashSet<>(plan.chains().keySet());
        named.addAll(plan.paused().keySet());
        request.workload().streams().forEach(stream -> named.remove(stream.id()));
        named.forEach(id -> found.add("Stream %s is planned but not asked for.".formatted(id)));
    }

    private static void requirePausedForAReason(StreamSpec stream, Plan plan, List<String> found) {
        if (!plan.paused().containsKey(stream.id())) {
            found.add("Stream %s is neither served nor paused.".formatted(stream.id()));
        }
    }

    /** Why the chain is none of this network's, or null. */
    private static @Nullable String misfit(PlanModel model, BlockChain chain) {
        if (!chain.model().equals(model.id())) {
            return "its chain belongs to %s instead of %s".formatted(chain.model(), model.id());
        }
        if (chain.choices().size() != model.blocks().size()) {
            return "its chain has %d choices for %d blocks"
                    .formatted(chain.choices().size(), model.blocks().size());
        }
        for (int i = 0; i < chain.choices().size(); i++) {
            DescendantId choice = chain.choices().get(i);
            PlanModel.PlanBlock block = model.blocks().get(i);
            if (block.variants().stream().noneMatch(variant -> variant.id().equals(choice))) {
                return "block %s has no descendant %s".formatted(block.id(), choice);
            }
            List<DescendantId> behind = block.variant(choice).behind();
            if (!behind.isEmpty() && !behind.equals(chain.choices().subList(0, i))) {
                return "descendant %s of block %s goes behind %s alone".formatted(choice, block.id(), behind);
            }
        }
        return null;
    }

    private static long checkStream(
            StreamSpec stream, PlanModel model, BlockChain chain, Map<Digest, Long> memory, List<String> found) {
        long nanos = model.fixedNanos();
        double damage = 0;
        for (PlanModel.Variant variant : model.variants(chain)) {
            nanos = Math.addExact(nanos, variant.nanos());
            damage += variant.accuracyDrop();
            memory.merge(variant.digest(), variant.bytes(), Math::max);
        }
        Double measured = model.measured().get(chain.choices());
        double accuracy = measured != null
                ? measured
                : model.baseAccuracy() - model.link().loss(damage);
        if (nanos > stream.deadline().toNanos()) {
            found.add("Stream %s takes %d ns and has %d ns until its deadline."
                    .formatted(stream.id(), nanos, stream.deadline().toNanos()));
        }
        if (!stream.admits(accuracy)) {
            found.add("Stream %s is predicted an accuracy of %s, below its floor of %s."
                    .formatted(stream.id(), accuracy, stream.accuracyFloor()));
        }
        return nanos;
    }

    private static void checkBudgets(PlanRequest request, long memory, CpuLoad cpu, List<String> found) {
        if (memory > request.budget().memory().count()) {
            found.add("The plan occupies %d bytes of a budget of %d."
                    .formatted(memory, request.budget().memory().count()));
        }
        if (cpu.exceeds(request.budget().cpuCores())) {
            found.add("The plan uses %s cores of a budget of %s."
                    .formatted(cpu.cores(), request.budget().cpuCores()));
        }
    }
}
