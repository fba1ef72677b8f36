/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.testing;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.ChoiceRule;
import dev.ashlar.core.plan.LatencyTails;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.plan.PlanRules;
import dev.ashlar.core.profile.AccuracyLink;
import dev.ashlar.core.profile.AccuracyLink.Point;
import dev.ashlar.core.workload.RateStep;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Small problems with everything that a problem may ask for: links, measurements, networks, rates, rules, energy. */
public final class RichRequests {
    private final Random random;

    private RichRequests(long seed) {
        random = new Random(seed ^ 0x5DEECE66DL);
    }

    /** A problem of few enough plans to try them all. */
    public static PlanRequest small(long seed) {
        return new RichRequests(seed).enrich(PlanRequests.small(seed));
    }

    /** One of the same kind whose streams ask for their deadlines at one percentile or another. */
    public static PlanRequest late(long seed) {
        Random random = new Random(seed);
        PlanRequest plain = small(seed);
        Map<ModelId, PlanModel> models = new HashMap<>();
        plain.models().values().stream()
                .sorted(Comparator.comparing(PlanModel::id))
                .forEach(model -> models.put(
                        model.id(),
                        model.withTails(new LatencyTails(
                                Map.of(50.0, 0.6 + random.nextDouble() * 0.4, 99.0, 1 + random.nextDouble())))));
        List<StreamSpec> streams = new ArrayList<>();
        for (StreamSpec stream : plain.workload().streams()) {
            streams.add(stream.withDeadlinePercentile(List.of(50, 95, 99).get(random.nextInt(3))));
        }
        return new PlanRequest(
                Workload.of(streams),
                models,
                plain.budget(),
                plain.resident(),
                plain.switchingCostPerKiB(),
                plain.timeLimit(),
                plain.seed(),
                plain.rules());
    }

    private PlanRequest enrich(PlanRequest plain) {
        Map<ModelId, PlanModel> models = new HashMap<>();
        plain.models().values().stream() // in an order of its own, since maps have another in every process
                .sorted(Comparator.comparing(PlanModel::id))
                .forEach(model -> models.put(model.id(), enrich(model)));
        List<StreamSpec> streams = new ArrayList<>();
        for (StreamSpec stream : plain.workload().streams()) {
            StreamSpec made = stream;
            if (plain.workload().streams().size() < 3 && random.nextInt(3) == 0) {
                made = made.withAlternatives(models.keySet().stream()
                        .filter(id -> !id.equals(stream.model()))
                        .sorted()
                        .toList());
            }
            if (plain.workload().streams().size() < 3 && random.nextInt(3) == 0) {
                made = made.withRateSteps(
                        List.of(new RateStep(stream.period().multipliedBy(2), 0.5 + random.nextDouble() / 2)));
            }
            streams.add(made);
        }
        double watts = random.nextInt(3) == 0 ? 0.02 + random.nextDouble() : Double.POSITIVE_INFINITY;
        PlanRequest request = new PlanRequest(
                Workload.of(streams),
                models,
                plain.budget().withWatts(watts),
                plain.resident(),
                plain.switchingCostPerKiB(),
                plain.timeLimit(),
                plain.seed());
        return request.withRules(rules(request));
    }

    private PlanModel enrich(PlanModel model) {
        List<PlanBlock> blocks = new ArrayList<>();
        for (PlanBlock block : model.blocks()) {
            List<Variant> variants = block.variants().stream()
                    .map(variant -> variant.withPrivateBytes(random.nextInt(3) == 0 ? random.nextInt(100_000) : 0)
                            .withNanojoules(random.nextInt(3) == 0 ? 0 : 2 * variant.nanos()))
                    .toList();
            blocks.add(new PlanBlock(block.id(), variants));
        }
        PlanModel made = model.withBlocks(blocks).withActivationBytes(random.nextInt(100_000));
        if (random.nextInt(2) == 0) {
            made = made.withLink(link());
        }
        if (random.nextInt(3) == 0) {
            made = made.withMeasured(measured(made));
        }
        return made;
    }

    private AccuracyLink link() {
        List<Point> points = new ArrayList<>();
        double damage = random.nextInt(3) == 0 ? -0.01 : 0;
        double loss = damage;
        for (int i = 0; i < 2 + random.nextInt(3); i++) {
            points.add(new Point(damage, loss));
            damage += 0.005 + random.nextDouble() * 0.1;
            loss += random.nextInt(5) == 0 ? 0 : random.nextDouble() * 0.15;
        }
        return new AccuracyLink(points);
    }

    private Map<List<DescendantId>, Double> measured(PlanModel model) {
        Map<List<DescendantId>, Double> measured = new HashMap<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            List<DescendantId> choices = new ArrayList<>();
            for (PlanBlock block : model.blocks()) {
                choices.add(any(block.variants()).id());
            }
            measured.put(choices, Math.min(1, Math.max(0, model.baseAccuracy() - random.nextDouble() * 0.1)));
        }
        return measured;
    }

    private PlanRules rules(PlanRequest request) {
        PlanRules rules = PlanRules.PLAIN;
        StreamSpec stream = any(request.workload().streams());
        PlanModel model = request.model(stream);
        if (random.nextInt(4) == 0) {
            rules = rules.withExclusions(Set.of(rule(stream, model)));
        }
        if (random.nextInt(4) == 0) {
            rules = rules.withPins(Set.of(rule(stream, model)));
        }
        if (random.nextInt(3) == 0) {
            Map<StreamId, BlockChain> chains = new HashMap<>();
            List<DescendantId> choices = new ArrayList<>();
            model.blocks().forEach(block -> choices.add(any(block.variants()).id()));
            chains.put(stream.id(), new BlockChain(model.id(), choices));
            rules = rules.withRunning(Plan.of(chains), random.nextDouble() * 0.02);
        }
        return rules;
    }

    private ChoiceRule rule(StreamSpec stream, PlanModel model) {
        PlanBlock block = any(model.blocks());
        return new ChoiceRule(
                stream.id(), model.id(), block.id(), any(block.variants()).id());
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
