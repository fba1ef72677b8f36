/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.core.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Made-up problems, equal for equal seeds. */
final class Instances {
    /*
     * Blocks differ in time and size by an order of magnitude, and in how much they lose. A variant keeps a share of its
     * block; time falls less than the share, as measured networks do, size by its square, and loss rises faster than
     * what is removed, each with some noise of its own, so that not all variants of a block lie on one front. Times are
     * whole microseconds, sizes whole KiB, periods divide 200 ms: every solver gets whole numbers.
     */
    private static final long[] PERIOD_MILLIS = {40, 50, 100, 200};
    private static final int NANOS = 1000;
    private static final int KIB = 1024;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Random random;
    private final Size size;

    private Instances(Size size, long seed) {
        this.size = size;
        this.random = new Random(seed * 1_000_003 + size.hashCode());
    }

    /** A problem that at least the smallest variants satisfy. */
    static PlanRequest make(Size size, Tightness tightness, long seed) {
        return new Instances(size, seed).problem(tightness);
    }

    private PlanRequest problem(Tightness tightness) {
        List<PlanModel> models = new ArrayList<>();
        for (int n = 0; n < size.networks(); n++) {
            models.add(network(n));
        }
        List<StreamSpec> streams = new ArrayList<>();
        for (int s = 0; s < size.streams(); s++) {
            streams.add(stream(s, models.get(s % models.size()), tightness));
        }
        return problem(models, streams, tightness, seedOf());
    }

    private long seedOf() {
        return random.nextInt(1 << 20);
    }

    /** A problem of these networks and streams, with budgets by what they need. */
    static PlanRequest problem(List<PlanModel> models, List<StreamSpec> streams, Tightness tightness, long seed) {
        Map<ModelId, PlanModel> byId = new LinkedHashMap<>();
        models.forEach(model -> byId.put(model.id(), model));
        double leastCores = 0;
        double mostCores = 0;
        for (StreamSpec stream : streams) {
            PlanModel model = of(byId, stream);
            double period = stream.period().toNanos();
            leastCores += least(model, Variant::nanos) / period;
            mostCores += Math.min(stream.deadline().toNanos(), most(model, Variant::nanos)) / period;
        }
        long leastBytes = 0;
        long mostBytes = 0;
        for (PlanModel model : models) {
            long users = streams.stream()
                    .filter(stream -> stream.model().equals(model.id()))
                    .count();
            leastBytes += model.fixedBytes() + least(model, Variant::bytes);
            mostBytes += model.fixedBytes() + most(model, users);
        }
        long kib = (long) tightness.between((double) leastBytes, (double) mostBytes) / KIB;
        double cores = Math.ceil(tightness.between(leastCores, mostCores) * 1e4) / 1e4;
        return new PlanRequest(
                Workload.of(streams), byId, new ResourceBudget(Bytes.of(kib * KIB), cores), Set.of(), 0, LIMIT, seed);
    }

    private static PlanModel of(Map<ModelId, PlanModel> models, StreamSpec stream) {
        PlanModel model = models.get(stream.model());
        if (model == null) {
            throw new IllegalArgumentException("The network %s is not known.".formatted(stream.model()));
        }
        return model;
    }

    private PlanModel network(int index) {
        List<PlanBlock> blocks = new ArrayList<>();
        for (int b = 0; b < size.blocks(); b++) {
            double micros = Math.exp(between(6.2, 8.5));
            double kib = Math.exp(between(5.3, 8.3));
            double steepness = Math.exp(between(-4.6, -2.3));
            List<Variant> variants = new ArrayList<>();
            for (int v = 0; v < size.variants(); v++) {
                variants.add(variant(index, b, v, micros, kib, steepness));
            }
            blocks.add(new PlanBlock(new BlockId("b" + b), variants));
        }
        return new PlanModel(
                new ModelId("net" + index),
                Math.round(between(0.6, 0.95) * 1e4) / 1e4,
                (200 + random.nextInt(800)) * (long) NANOS,
                (100 + random.nextInt(900)) * (long) KIB,
                blocks);
    }

    private Variant variant(int network, int block, int index, double micros, double kib, double steepness) {
        double keep = index == 0 ? 1 : 1 - (index - between(0, 0.5)) / size.variants();
        double drop = index == 0 ? 0 : steepness * Math.pow(1 - keep, 1.7) * between(0.75, 1.25);
        return new Variant(
                index == 0 ? DescendantId.ORIGINAL : new DescendantId("v" + index),
                Math.round(drop * 1e5) / 1e5,
                (long) Math.ceil(micros * (0.15 + 0.85 * keep) * (index == 0 ? 1 : between(0.9, 1.1))) * NANOS,
                (long) Math.ceil(kib * keep * keep) * KIB,
                new Digest("net%d/b%d/v%d".formatted(network, block, index)));
    }

    private StreamSpec stream(int index, PlanModel model, Tightness tightness) {
        double nanos = tightness.between((double) least(model, Variant::nanos), (double) most(model, Variant::nanos))
                * between(0.95, 1.4);
        double weight = random.nextBoolean() ? 1 : 1 + random.nextInt(3);
        return new StreamSpec(
                new StreamId("cam" + index),
                model.id(),
                Duration.ofMillis(PERIOD_MILLIS[random.nextInt(PERIOD_MILLIS.length)]),
                Duration.ofNanos((long) nanos / NANOS * NANOS),
                weight,
                0,
                0,
                LateFramePolicy.DROP);
    }

    static long least(PlanModel model, ToLongFunction<Variant> cost) {
        return extreme(model, cost, false);
    }

    static long most(PlanModel model, ToLongFunction<Variant> cost) {
        return extreme(model, cost, true);
    }

    private static long extreme(PlanModel model, ToLongFunction<Variant> cost, boolean most) {
        long sum = cost.applyAsLong(new Variant(DescendantId.ORIGINAL, 0, model.fixedNanos(), 0, new Digest("fixed")));
        for (PlanBlock block : model.blocks()) {
            sum += most
                    ? block.variants().stream().mapToLong(cost).max().orElse(0)
                    : block.variants().stream().mapToLong(cost).min().orElse(0);
        }
        return sum;
    }

    /** What a network occupies if each of its users chose other variants, the largest first. */
    private static long most(PlanModel model, long users) {
        long sum = 0;
        for (PlanBlock block : model.blocks()) {
            sum += block.variants().stream()
                    .map(Variant::bytes)
                    .sorted(Comparator.reverseOrder())
                    .limit(users)
                    .mapToLong(Long::longValue)
                    .sum();
        }
        return sum;
    }

    private double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }
}
