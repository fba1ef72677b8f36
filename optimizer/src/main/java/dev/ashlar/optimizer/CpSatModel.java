/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.LinearExpr;
import com.google.ortools.sat.Literal;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A planning problem in the terms of CP-SAT. */
final class CpSatModel {
    /*
     * One literal x for each variant left of each block of each stream, exactly one of a block true; one literal y for
     * each digest with several users, implied by each of them. Then
     *
     *   minimize  sum weight * drop * x + price * bytes * y[not resident]
     *   per stream  sum nanos * x <= deadline           in ns, exact
     *   per stream  sum drop * x <= base - floor        in 10^-12, rounded up
     *   sum bytes * y <= memory - fixed                 in bytes, exact
     *   sum nanos / period * x <= cores                 see CpuRow
     *   per stream, block and variant of an earlier block  sum x[bound to it] <= x[it]
     *
     * The audit forgives a floor 10^-9, which is more than rounding takes away: what meets the floor is admitted, and
     * what is admitted passes.
     */
    private static final double DROP_UNITS = 1e12;

    private final Choices choices;
    private final CpModel model = new CpModel();
    private final List<List<List<BoolVar>>> chosen = new ArrayList<>();
    private final Map<Digest, DigestLevels> digests = new LinkedHashMap<>();
    private final Objective objective = new Objective();
    private int terms;

    /**
     * @param choices what is left to choose
     * @param strict whether a CPU budget that needs rounding is rounded so that every plan found is allowed, rather than
     *     so that no allowed plan is ruled out
     */
    CpSatModel(Choices choices, boolean strict) {
        this.choices = choices;
        for (Choices.OfStream stream : choices.streams()) {
            chosen.add(addStream(stream));
        }
        addMemory();
        addCpu(strict);
        objective.post(model);
    }

    private List<List<BoolVar>> addStream(Choices.OfStream stream) {
        Row time = new Row();
        Row drops = new Row();
        List<List<BoolVar>> blocks = new ArrayList<>();
        for (List<PlanModel.Variant> variants : stream.blocks()) {
            List<BoolVar> literals = new ArrayList<>();
            for (PlanModel.Variant variant : variants) {
                BoolVar literal = model.newBoolVar("");
                literals.add(literal);
                time.add(literal, variant.nanos());
                drops.add(literal, (long) Math.ceil(variant.accuracyDrop() * DROP_UNITS));
                objective.add(literal, stream.spec().weight() * variant.accuracyDrop());
                digests.computeIfAbsent(variant.digest(), unseen -> new DigestLevels())
                        .addUser(literal, variant.bytes());
            }
            model.addExactlyOne(literals.toArray(new Literal[0]));
            terms++;
            blocks.add(literals);
        }
        bind(stream.blocks(), blocks);
        time.post(model, stream.spec().deadline().toNanos() - stream.model().fixedNanos());
        if (stream.spec().accuracyFloor() > 0) {
            double slack = stream.model().baseAccuracy() - stream.spec().accuracyFloor() + StreamSpec.FLOOR_TOLERANCE;
            drops.post(model, (long) Math.floor(slack * DROP_UNITS) - 1);
        }
        return blocks;
    }

    /** Of all variants of one block that are bound to the same one, at most one is chosen, and only with it. */
    private void bind(List<List<PlanModel.Variant>> variants, List<List<BoolVar>> literals) {
        for (int b = 0; b < variants.size(); b++) {
            for (int before = 0; before < b; before++) {
                for (int v = 0; v < variants.get(before).size(); v++) {
                    DescendantId to = variants.get(before).get(v).id();
                    Literal[] bound = bound(variants.get(b), literals.get(b), before, to);
                    if (bound.length > 0) {
                        model.addLessOrEqual(
                                LinearExpr.sum(bound), literals.get(before).get(v));
                    }
                }
            }
        }
    }

    private static Literal[] bound(
            List<PlanModel.Variant> variants, List<BoolVar> literals, int before, DescendantId to) {
        return IntStream.range(0, variants.size())
                .filter(v -> !variants.get(v).isFree()
                        && variants.get(v).behind().get(before).equals(to))
                .mapToObj(literals::get)
                .toArray(Literal[]::new);
    }

    private void addMemory() {
        PlanRequest request = choices.request();
        Row memory = new Row();
        for (Map.Entry<Digest, DigestLevels> digest : digests.entrySet()) {
            boolean free = request.resident().contains(digest.getKey());
            for (DigestLevels.Level level : digest.getValue().build(model)) {
                memory.add(level.used(), level.bytes());
                terms++;
                objective.add(level.used(), free ? 0 : request.switchingCostPerKiB() * level.bytes() / 1024.0);
            }
        }
        Map<ModelId, PlanModel> used = new HashMap<>();
        choices.streams().forEach(stream -> used.put(stream.model().id(), stream.model()));
        memory.post(model, request.budget().memory().count() - Choices.fixedBytes(used.values()));
    }

    private void addCpu(boolean strict) {
        CpuRow cpu = new CpuRow();
        for (int s = 0; s < chosen.size(); s++) {
            Choices.OfStream stream = choices.streams().get(s);
            long period = stream.spec().period().toNanos();
            cpu.addFixed(stream.model().fixedNanos(), period);
            for (int b = 0; b < stream.blocks().size(); b++) {
                List<PlanModel.Variant> variants = stream.blocks().get(b);
                for (int v = 0; v < variants.size(); v++) {
                    cpu.add(chosen.get(s).get(b).get(v), variants.get(v).nanos(), period);
                }
            }
        }
        cpu.post(model, choices.request().budget().cpuCores(), strict);
    }

    /** Lets the solver start from a plan. */
    void hint(Plan plan) {
        Set<Literal> hinted = new HashSet<>();
        for (int s = 0; s < chosen.size(); s++) {
            Choices.OfStream stream = choices.streams().get(s);
            BlockChain chain = plan.chains().get(stream.spec().id());
            if (chain == null) {
                throw new IllegalStateException("Impossible state: the plan to start from lacks stream "
                        + stream.spec().id());
            }
            for (int b = 0; b < stream.blocks().size(); b++) {
                DescendantId choice = chain.choices().get(b);
                List<PlanModel.Variant> variants = stream.blocks().get(b);
                for (int v = 0; v < variants.size(); v++) {
                    BoolVar literal = chosen.get(s).get(b).get(v);
                    boolean is = variants.get(v).id().equals(choice);
                    model.addHint(literal, is);
                    if (is) {
                        hinted.add(literal);
                    }
                }
            }
        }
        digests.values().forEach(digest -> digest.hint(model, hinted::contains));
    }

    CpModel model() {
        return model;
    }

    /** The plan that the solver found. */
    Plan plan(CpSolver solver) {
        Map<StreamId, BlockChain> chains = new HashMap<>();
        for (int s = 0; s < chosen.size(); s++) {
            Choices.OfStream stream = choices.streams().get(s);
            List<DescendantId> chain = new ArrayList<>();
            for (int b = 0; b < stream.blocks().size(); b++) {
                List<PlanModel.Variant> variants = stream.blocks().get(b);
                for (int v = 0; v < variants.size(); v++) {
                    if (solver.booleanValue(chosen.get(s).get(b).get(v))) {
                        chain.add(variants.get(v).id());
                    }
                }
            }
            chains.put(stream.spec().id(), new BlockChain(stream.model().id(), chain));
        }
        return Plan.of(chains);
    }

    /** No plan is worth more than this, by what the solver has proven. */
    double bound(CpSolver solver) {
        return originals() - objective.loss(solver.bestObjectiveBound()) + resolution();
    }

    /** The value of a plan without any loss. */
    private double originals() {
        double value = 0;
        for (Choices.OfStream stream : choices.streams()) {
            value += stream.spec().weight() * stream.model().baseAccuracy();
        }
        return value;
    }

    /** How far a plan may stay behind the best one and still be taken for it. */
    double resolution() {
        return objective.resolution(terms);
    }
}
