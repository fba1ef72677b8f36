/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.plan.Explanation.BudgetUse;
import dev.ashlar.core.plan.Explanation.Gain;
import dev.ashlar.core.plan.Explanation.RefusedChoice;
import dev.ashlar.core.plan.PlanForecast.StreamForecast;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Explains plans: asks a planner what a little more of each budget would bring, and tries what was not chosen. */
public final class Explainer {
    /*
     * A shadow price is a derivative, and of choices between whole descendants there is none worth telling: one more byte
     * mostly brings nothing. So the price told is that of a step, a sixteenth of the budget, found by planning anew.
     */
    private static final double STEP = 1 / 16.0;
    private static final double WORTHWHILE = 1e-6;
    private static final int MOST_TRIED = 50;
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Planner planner;

    /** @param planner asked once for each budget */
    public Explainer(Planner planner) {
        this.planner = planner;
    }

    /** How long a planner may take for each question, where the plan itself took so long: about as long, within bounds. */
    public static Duration patience(Duration planned) {
        return planned.compareTo(SHORTEST) < 0 ? SHORTEST : planned.compareTo(LONGEST) > 0 ? LONGEST : planned;
    }

    /**
     * Explains a plan.
     *
     * @param request the problem
     * @param found a plan for it, which passes its audit
     * @param before the plan before, null if there was none
     */
    public Explanation explain(PlanRequest request, PlanOutcome.Feasible found, @Nullable Plan before) {
        PlanForecast forecast = PlanForecast.of(request, found.plan());
        ResourceBudget budget = request.budget();
        long bytes = Math.max(1, (long) (budget.memory().count() * STEP));
        double cores = budget.cpuCores() * STEP;
        List<Gain> gains = new ArrayList<>();
        boolean memory = add(
                gains, gain(request, found, budget.withMemory(more(budget, bytes)), "memory", (double) bytes, "bytes"));
        boolean cpu = budget.cpuCores() + cores <= 4096
                && add(
                        gains,
                        gain(request, found, budget.withCpuCores(budget.cpuCores() + cores), "cpu", cores, "cores"));
        List<BudgetUse> budgets = new ArrayList<>();
        budgets.add(
                new BudgetUse("memory", forecast.memoryBytes(), budget.memory().count(), "bytes", memory));
        budgets.add(new BudgetUse("cpu", forecast.cpuCores(), budget.cpuCores(), "cores", cpu));
        if (Double.isFinite(budget.watts())) {
            double watts = budget.watts() * STEP;
            boolean energy =
                    add(gains, gain(request, found, budget.withWatts(budget.watts() + watts), "energy", watts, "W"));
            budgets.add(new BudgetUse("energy", forecast.watts(), budget.watts(), "W", energy));
        }
        return new Explanation(
                budgets, gains, changes(request, found.plan(), before), refused(request, found.plan(), forecast));
    }

    private static Bytes more(ResourceBudget budget, long bytes) {
        long count = budget.memory().count();
        return Bytes.of(count > Long.MAX_VALUE - bytes ? Long.MAX_VALUE : count + bytes);
    }

    private static boolean add(List<Gain> gains, @Nullable Gain gain) {
        if (gain != null) {
            gains.add(gain);
        }
        return gain != null;
    }

    private @Nullable Gain gain(
            PlanRequest request,
            PlanOutcome.Feasible found,
            ResourceBudget budget,
            String what,
            double more,
            String unit) {
        PlanOutcome outcome = planner.plan(request.withBudget(budget));
        PlanOutcome.@Nullable Feasible richer =
                outcome.fold(feasible -> feasible, infeasible -> infeasible.relief(), undecided -> null);
        if (richer == null || richer.objective() - found.objective() <= WORTHWHILE) {
            return null;
        }
        Map<StreamId, StreamForecast> was =
                PlanForecast.of(request, found.plan()).streams();
        StreamId most = null;
        double points = 0;
        for (Map.Entry<StreamId, StreamForecast> stream :
                new TreeMap<>(PlanForecast.of(request, richer.plan()).streams()).entrySet()) {
            StreamForecast old = was.get(stream.getKey());
            double gained = 100 * (stream.getValue().accuracy() - (old == null ? 0 : old.accuracy()));
            if (gained > points) {
                points = gained;
                most = stream.getKey();
            }
        }
        return new Gain(what, more, unit, richer.objective() - found.objective(), most, points);
    }

    private static List<String> changes(PlanRequest request, Plan plan, @Nullable Plan before) {
        if (before == null) {
            return List.of();
        }
        List<String> changes = new ArrayList<>();
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain now = plan.chains().get(stream.id());
            BlockChain was = before.chains().get(stream.id());
            if (now == null) {
                changes.add("%s is paused: %s"
                        .formatted(stream.id(), plan.paused().getOrDefault(stream.id(), "not planned")));
            } else if (was == null) {
                changes.add("%s is served now".formatted(stream.id()));
            } else if (!was.model().equals(now.model())) {
                changes.add("%s is served by %s instead of %s".formatted(stream.id(), now.model(), was.model()));
            } else if (!was.equals(now)) {
                changes.add("%s: %s".formatted(stream.id(), swaps(request.model(now.model()), was, now)));
            }
            if (now != null && was != null && !plan.period(stream).equals(before.period(stream))) {
                changes.add("%s is served every %s ms instead of every %s ms"
                        .formatted(stream.id(), millis(plan.period(stream)), millis(before.period(stream))));
            }
        }
        return changes;
    }

    private static String millis(Duration period) {
        return BigDecimal.valueOf(period.toNanos(), 6).stripTrailingZeros().toPlainString();
    }

    private static String swaps(PlanModel model, BlockChain was, BlockChain now) {
        List<String> swaps = new ArrayList<>();
        for (int b = 0; b < now.choices().size() && b < was.choices().size(); b++) {
            if (!now.choices().get(b).equals(was.choices().get(b))) {
                swaps.add("%s %s -> %s"
                        .formatted(
                                model.blocks().get(b).id(),
                                was.choices().get(b),
                                now.choices().get(b)));
            }
        }
        return String.join(", ", swaps);
    }

    /** An exchange that would gain. */
    private record Wish(
            StreamId stream, BlockId block, DescendantId descendant, BlockChain chain, double gain, double worth) {}

    /** The best exchange of one descendant that does not fit. */
    private static @Nullable RefusedChoice refused(PlanRequest request, Plan plan, PlanForecast forecast) {
        List<Wish> wishes = new ArrayList<>();
        for (StreamSpec stream : request.workload().streams()) {
            BlockChain chain = plan.chains().get(stream.id());
            StreamForecast served = forecast.streams().get(stream.id());
            if (chain != null && served != null) {
                addWishes(wishes, stream, request.model(chain.model()), chain, served.accuracy());
            }
        }
        wishes.sort(Comparator.comparingDouble(Wish::worth).reversed());
        for (Wish wish : wishes.subList(0, Math.min(wishes.size(), MOST_TRIED))) {
            String why = why(request, plan, wish.stream(), wish.chain());
            if (why != null) {
                return new RefusedChoice(wish.stream(), wish.block(), wish.descendant(), 100 * wish.gain(), why);
            }
        }
        return null;
    }

    private static void addWishes(
            List<Wish> wishes, StreamSpec stream, PlanModel model, BlockChain chain, double accuracy) {
        for (int b = 0; b < model.blocks().size(); b++) {
            PlanBlock block = model.blocks().get(b);
            for (Variant variant : block.variants()) {
                BlockChain other = chain.with(b, variant.id());
                double gain = isWhole(model, other) ? model.accuracy(other) - accuracy : 0;
                if (gain * stream.weight() > WORTHWHILE) {
                    wishes.add(new Wish(stream.id(), block.id(), variant.id(), other, gain, gain * stream.weight()));
                }
            }
        }
    }

    private static boolean isWhole(PlanModel model, BlockChain chain) {
        for (int b = 0; b < chain.choices().size(); b++) {
            if (!model.blocks().get(b).variant(chain.choices().get(b)).goesWith(chain.choices())) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String why(PlanRequest request, Plan plan, StreamId stream, BlockChain chain) {
        Map<StreamId, BlockChain> chains = new HashMap<>(plan.chains());
        chains.put(stream, chain);
        Plan other = new Plan(0, chains, plan.paused(), plan.periods(), plan.ladder());
        List<String> violations = PlanAudit.violations(request, other);
        if (!violations.isEmpty()) {
            return violations.get(0);
        }
        double before = PlanForecast.of(request, plan).objective(request);
        double after = PlanForecast.of(request, other).objective(request);
        return after > before + WORTHWHILE
                ? null
                : String.format(Locale.ROOT, "It costs %.4g more to fetch or change than it gains.", before - after);
    }
}
