/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
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
        long own = 0;
        CpuLoad cpu = new CpuLoad();
        CpuLoad energy = new CpuLoad();
        boolean whole = true;
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain chain = plan.chains().get(stream.id());
            if (chain == null) {
                requirePausedForAReason(stream, plan, found);
                continue;
            }
            String misfit = misfit(request, stream, plan.period(stream), chain);
            if (misfit != null) {
                found.add("Stream %s: %s.".formatted(stream.id(), misfit));
                whole = false;
                continue;
            }
            PlanModel model = request.model(chain.model());
            cpu.add(checkStream(request, stream, model, chain, memory, found), plan.period(stream));
            energy.add(model.nanojoules(chain), plan.period(stream));
            own += model.activationBytes();
            for (PlanModel.Variant variant : model.variants(chain)) {
                own += variant.privateBytes();
            }
            if (models.add(model.id())) {
                own += model.fixedBytes();
            }
        }
        checkBudgets(
                request,
                own + memory.values().stream().mapToLong(Long::longValue).sum(),
                cpu,
                energy,
                found);
        if (whole && !(request.rules().response() instanceof ResponseModel.Isolated)) {
            checkResponses(request, plan, found);
        }
        return List.copyOf(found);
    }

    private static void checkResponses(PlanRequest request, Plan plan, List<String> found) {
        ResponseTimes times = ResponseTimes.of(request, plan);
        for (StreamSpec stream : request.workload().streams()) {
            Long response = times.responses().get(stream.id());
            if (response != null && response > stream.deadline().toNanos()) {
                found.add("Stream %s takes up to %d ns beside the others and has %d ns until its deadline."
                        .formatted(stream.id(), response, stream.deadline().toNanos()));
            }
        }
        if (!times.areFeasible()) {
            found.add("The deadlines ask for %s workers' time of %d workers."
                    .formatted(times.density(), ResponseTimes.workers(request.budget())));
        }
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

    /** Why the chain is none that the stream may have, or null. */
    private static @Nullable String misfit(PlanRequest request, StreamSpec stream, Duration period, BlockChain chain) {
        if (!chain.model().equals(stream.model()) && !stream.alternatives().contains(chain.model())) {
            return "its chain belongs to %s instead of %s".formatted(chain.model(), stream.model());
        }
        if (!period.equals(stream.period())
                && stream.rateSteps().stream().noneMatch(step -> step.period().equals(period))) {
            return "a frame in every %s is none of its rate steps".formatted(period);
        }
        PlanModel model = request.model(chain.model());
        if (chain.choices().size() != model.blocks().size()) {
            return "its chain has %d choices for %d blocks"
                    .formatted(chain.choices().size(), model.blocks().size());
        }
        for (int i = 0; i < chain.choices().size(); i++) {
            DescendantId choice = chain.choices().get(i);
            PlanModel.PlanBlock block = model.blocks().get(i);
            PlanModel.Variant variant = find(block, choice);
            if (variant == null) {
                return "block %s has no descendant %s".formatted(block.id(), choice);
            }
            List<DescendantId> behind = variant.behind();
            if (!behind.isEmpty() && !behind.equals(chain.choices().subList(0, i))) {
                return "descendant %s of block %s goes behind %s alone".formatted(choice, block.id(), behind);
            }
        }
        return brokenRule(request, stream, model, chain);
    }

    private static PlanModel.@Nullable Variant find(PlanModel.PlanBlock block, DescendantId choice) {
        for (PlanModel.Variant variant : block.variants()) {
            if (variant.id().equals(choice)) {
                return variant;
            }
        }
        return null;
    }

    private static @Nullable String brokenRule(
            PlanRequest request, StreamSpec stream, PlanModel model, BlockChain chain) {
        if (request.rules().pins().isEmpty() && request.rules().exclusions().isEmpty()) {
            return null;
        }
        for (int i = 0; i < chain.choices().size(); i++) {
            BlockId block = model.blocks().get(i).id();
            DescendantId choice = chain.choices().get(i);
            if (request.rules().exclusions().contains(new ChoiceRule(stream.id(), model.id(), block, choice))) {
                return "descendant %s of block %s is excluded".formatted(choice, block);
            }
            for (ChoiceRule pin : request.rules().pins()) {
                if (pin.stream().equals(stream.id())
                        && pin.model().equals(model.id())
                        && pin.block().equals(block)
                        && !pin.descendant().equals(choice)) {
                    return "block %s is pinned to %s".formatted(block, pin.descendant());
                }
            }
        }
        return null;
    }

    private static long checkStream(
            PlanRequest request,
            StreamSpec stream,
            PlanModel model,
            BlockChain chain,
            Map<Digest, Long> memory,
            List<String> found) {
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
        long late = model.tails().at(stream.deadlinePercentile(), nanos);
        if (late > stream.deadline().toNanos() && request.rules().response() instanceof ResponseModel.Isolated) {
            found.add("Stream %s takes %d ns and has %d ns until its deadline."
                    .formatted(stream.id(), late, stream.deadline().toNanos()));
        }
        if (!stream.admits(accuracy)) {
            found.add("Stream %s is predicted an accuracy of %s, below its floor of %s."
                    .formatted(stream.id(), accuracy, stream.accuracyFloor()));
        }
        return nanos;
    }

    private static void checkBudgets(
            PlanRequest request, long memory, CpuLoad cpu, CpuLoad energy, List<String> found) {
        if (memory > request.budget().memory().count()) {
            found.add("The plan occupies %d bytes of a budget of %d."
                    .formatted(memory, request.budget().memory().count()));
        }
        if (cpu.exceeds(request.budget().cpuCores())) {
            found.add("The plan uses %s cores of a budget of %s."
                    .formatted(cpu.cores(), request.budget().cpuCores()));
        }
        double watts = request.budget().watts();
        if (Double.isFinite(watts) && energy.exceeds(watts)) {
            found.add("The plan uses %s W of a budget of %s W.".formatted(energy.cores(), watts));
        }
    }
}
