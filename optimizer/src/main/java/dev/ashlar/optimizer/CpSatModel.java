/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.optimizer;

import com.google.ortools.sat.BoolVar;
import com.google.ortools.sat.CpModel;
import com.google.ortools.sat.CpSolver;
import com.google.ortools.sat.Literal;
import dev.ashlar.core.plan.PlanModel.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A planning problem in the terms of CP-SAT. */
final class CpSatModel {
    /*
     * One literal z for each part of each mode of each stream, exactly one of a stream true; one literal x for each
     * variant of each block of a part, exactly as many of a block true as z is (z itself where a block has one variant);
     * one literal y for each digest with several users, implied by each of them. Then
     *
     *   minimize  sum w drop x - sum w base z + sum price bytes y[not resident] + sum changes x
     *   per part    sum nanos x <= deadline - fixed       in ns, exact
     *   per part    sum drop x <= damage that the floor allows, in 10^-12, rounded up
     *   sum bytes y + sum own bytes x <= memory           in bytes, exact
     *   sum nanos / period x <= cores                     see CpuRow
     *
     * The audit forgives a floor 10^-9, which is more than rounding takes away: what meets the floor is admitted, and
     * what is admitted passes. Where a link bends the loss, the damage of a part is an integer in 10^-9, rounded up, and
     * one literal for each segment of the link says which line the loss lies on. A composition that was measured is a
     * part of its own, and a clause keeps it out of the others.
     */
    private static final double DROP_UNITS = 1e12;

    private final Instance instance;
    private final boolean strict;
    private final CpModel model = new CpModel();
    private final List<List<PartLiterals>> chosen = new ArrayList<>();
    private final Map<Integer, DigestLevels> digests = new LinkedHashMap<>();
    private final Objective objective = new Objective();
    private final Row memory = new Row();
    private double constant;
    private int terms;

    /**
     * @param instance what is left to choose
     * @param strict whether limits that need rounding are rounded so that every plan found is allowed, rather than so
     *     that no allowed plan is ruled out
     */
    CpSatModel(Instance instance, boolean strict) {
        this.instance = instance;
        this.strict = strict;
        for (List<Mode> modes : instance.modes) {
            chosen.add(addStream(modes));
        }
        addMemory();
        addLoads();
        objective.post(model);
    }

    private List<PartLiterals> addStream(List<Mode> modes) {
        int count = modes.stream().mapToInt(mode -> mode.parts().size()).sum();
        List<PartLiterals> parts = new ArrayList<>();
        List<Literal> taken = new ArrayList<>();
        for (Mode mode : modes) {
            for (Part part : mode.parts()) {
                BoolVar literal = count == 1 ? null : model.newBoolVar("");
                if (literal != null) {
                    taken.add(literal);
                }
                parts.add(addPart(mode, part, literal));
            }
        }
        if (!taken.isEmpty()) {
            model.addExactlyOne(taken.toArray(new Literal[0]));
        }
        terms += 1 + modes.get(0).parts().get(0).blocks();
        return parts;
    }

    private PartLiterals addPart(Mode mode, Part part, @Nullable Literal taken) {
        List<List<Literal>> blocks = new ArrayList<>();
        for (Variant[] variants : part.variants) {
            blocks.add(addBlock(variants.length, taken));
        }
        PartLiterals literals = new PartLiterals(mode, part, taken, blocks);
        boolean point = !Double.isNaN(part.measured);
        boolean additive = point || mode.isLinear();
        Row time = new Row();
        Row drops = new Row();
        long leastUnits = 0;
        for (int b = 0; b < blocks.size(); b++) {
            long mildest = Long.MAX_VALUE;
            for (int v = 0; v < blocks.get(b).size(); v++) {
                Literal literal = blocks.get(b).get(v);
                time.add(literal, part.nanos[b][v]);
                double drop = part.drops[b][v] * DROP_UNITS;
                long units = (long) (strict ? Math.ceil(drop) : Math.floor(drop));
                mildest = Math.min(mildest, units);
                drops.add(literal, units);
                double loss = additive && !point ? mode.weight() * part.drops[b][v] : 0;
                objective.add(literal, loss + part.changes[b][v]);
                memory.add(literal, part.ownBytes[b][v]);
                digests.computeIfAbsent(part.digests[b][v], unseen -> new DigestLevels())
                        .addUser(literal, part.variants[b][v].bytes());
            }
            leastUnits += mildest;
        }
        post(time, mode.slackNanos(), 0, taken);
        if (!point && mode.damageCap() < 1e6) {
            double most = mode.damageCap() * DROP_UNITS;
            post(drops, (long) (strict ? Math.floor(most) - 1 : Math.ceil(most) + 1), leastUnits, taken);
        }
        double cost = additive
                ? -mode.weight() * (point ? part.measured : mode.model().baseAccuracy())
                : 0;
        addToAll(taken, cost, mode);
        if (!additive) {
            new BentLoss(model, objective).post(literals);
        }
        if (!point) {
            keepMeasuredOut(literals);
        }
        return literals;
    }

    /**
     * Holds a sum over the choices of a part below a limit if the part is taken. If it is not, the sum is 0, and a limit
     * below 0 must not be held.
     *
     * @param least the least that the sum can be if the part is taken
     */
    private void post(Row row, long limit, long least, @Nullable Literal taken) {
        if (taken == null || limit >= 0) {
            row.post(model, limit);
        } else if (least > limit) {
            model.addBoolOr(new Literal[] {taken.not()});
        } else {
            row.add(taken, -limit);
            row.post(model, 0);
        }
    }

    /** What a part costs whatever its blocks choose. */
    private void addToAll(@Nullable Literal taken, double cost, Mode mode) {
        long own = mode.model().activationBytes();
        Literal literal = taken == null ? model.trueLiteral() : taken;
        if (taken == null) {
            constant += cost;
        } else {
            objective.add(taken, cost);
        }
        memory.add(literal, own);
        if (mode.network() >= 0) {
            digests.computeIfAbsent(mode.network(), unseen -> new DigestLevels())
                    .addUser(literal, instance.bytes[mode.network()]);
        }
    }

    private List<Literal> addBlock(int variants, @Nullable Literal taken) {
        if (variants == 1) {
            return List.of(taken == null ? model.trueLiteral() : taken);
        }
        List<Literal> literals = new ArrayList<>();
        for (int v = 0; v < variants; v++) {
            literals.add(model.newBoolVar(""));
        }
        List<Literal> all = new ArrayList<>(literals);
        if (taken != null) {
            all.add(taken.not());
        }
        model.addExactlyOne(all.toArray(new Literal[0]));
        return literals;
    }

    private void keepMeasuredOut(PartLiterals literals) {
        for (var composition : literals.mode().model().measured().keySet()) {
            List<Literal> others = new ArrayList<>();
            boolean possible = true;
            for (int b = 0; b < composition.size() && possible; b++) {
                Variant[] variants = literals.part().variants[b];
                int at = -1;
                for (int v = 0; v < variants.length; v++) {
                    at = variants[v].id().equals(composition.get(b)) ? v : at;
                }
                possible = at >= 0;
                if (possible && variants.length > 1) {
                    others.add(literals.blocks().get(b).get(at).not());
                }
            }
            Literal taken = literals.taken();
            if (possible && taken != null) {
                others.add(taken.not());
            }
            if (possible) {
                others.add(model.falseLiteral()); // where the part has no other chain, it has none at all
                model.addBoolOr(others.toArray(new Literal[0]));
            }
        }
    }

    private void addMemory() {
        for (Map.Entry<Integer, DigestLevels> digest : digests.entrySet()) {
            double price = instance.bytes[digest.getKey()] == 0
                    ? 0
                    : instance.fetch[digest.getKey()] / instance.bytes[digest.getKey()];
            for (DigestLevels.Level level : digest.getValue().build(model)) {
                memory.add(level.used(), level.bytes());
                terms++;
                objective.add(level.used(), price * level.bytes());
            }
        }
        memory.post(model, instance.memory);
    }

    private void addLoads() {
        CpuRow cpu = new CpuRow();
        CpuRow energy = new CpuRow();
        for (List<PartLiterals> stream : chosen) {
            for (PartLiterals literals : stream) {
                long period = literals.mode().period().toNanos();
                long fixed = literals.mode().model().fixedNanos();
                Literal taken = literals.taken();
                if (taken == null) {
                    cpu.addFixed(fixed, period);
                } else {
                    cpu.add(taken, fixed, period);
                }
                for (int b = 0; b < literals.blocks().size(); b++) {
                    Variant[] variants = literals.part().variants[b];
                    for (int v = 0; v < variants.length; v++) {
                        Literal literal = literals.blocks().get(b).get(v);
                        cpu.add(literal, variants[v].nanos(), period);
                        energy.add(literal, variants[v].nanojoules(), period);
                    }
                }
            }
        }
        cpu.post(model, instance.request.budget().cpuCores(), strict);
        double watts = instance.request.budget().watts();
        if (Double.isFinite(watts)) {
            energy.post(model, watts, strict);
        }
    }

    /** Lets the solver start from a plan. */
    void hint(PlanState plan) {
        PlanHint hint = new PlanHint(model);
        for (int s = 0; s < chosen.size(); s++) {
            for (PartLiterals literals : chosen.get(s)) {
                hint.add(literals, plan.columns[s]);
            }
        }
        digests.values().forEach(digest -> digest.hint(model, hint::holds));
    }

    boolean isStrict() {
        return strict;
    }

    CpModel model() {
        return model;
    }

    /** The plan that the solver found. */
    PlanState plan(CpSolver solver) {
        Column[] columns = new Column[chosen.size()];
        for (int s = 0; s < columns.length; s++) {
            for (PartLiterals literals : chosen.get(s)) {
                if (literals.isTaken(solver)) {
                    columns[s] = literals.column(solver);
                }
            }
        }
        return new PlanState(instance, columns);
    }

    /** Leaves out the plan that the solver found. */
    void forbid(CpSolver solver) {
        List<Literal> others = new ArrayList<>();
        others.add(model.falseLiteral());
        for (List<PartLiterals> stream : chosen) {
            for (PartLiterals literals : stream) {
                Literal taken = literals.taken();
                if (taken == null || solver.booleanValue(taken)) {
                    if (taken != null) {
                        others.add(taken.not());
                    }
                    for (List<Literal> block : literals.blocks()) {
                        block.stream()
                                .filter(literal -> block.size() > 1 && solver.booleanValue(literal))
                                .forEach(literal -> others.add(literal.not()));
                    }
                }
            }
        }
        model.addBoolOr(others.toArray(new Literal[0]));
    }

    /** No plan costs less than this, by what the solver has proven. */
    double bound(CpSolver solver) {
        return constant + objective.loss(solver.bestObjectiveBound()) - resolution();
    }

    /** How far a plan may stay behind the best one and still be taken for it. */
    double resolution() {
        return objective.resolution(terms);
    }
}
