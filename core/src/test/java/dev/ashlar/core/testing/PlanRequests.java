/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.testing;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * A generator of planning problems, equal for equal seeds: streams that share networks, variants that trade accuracy
 * for time and memory (and some that do not), digests shared between networks, and budgets of any tightness.
 */
public final class PlanRequests {
    private static final long[] PERIODS = {33_333_333, 40_000_000, 66_666_667, 100_000_000, 250_000_000, 1_000_000_007};
    private static final double[] SWITCHING_COSTS = {0, 0, 1e-6, 1e-5, 1e-4};

    private final Random random;
    private final Map<ModelId, PlanModel> models = new LinkedHashMap<>();
    private final List<PlanModel.Variant> made = new ArrayList<>();

    private PlanRequests(long seed) {
        random = new Random(seed);
    }

    /** How much of the way from the least to the most the budgets go. */
    public enum Tightness {
        IMPOSSIBLE(-0.4, 0.1),
        TIGHT(0.05, 0.35),
        MEDIUM(0.35, 0.65),
        LOOSE(0.65, 1.2);

        private final double low;
        private final double high;

        Tightness(double low, double high) {
            this.low = low;
            this.high = high;
        }
    }

    /** A problem of at most 4096 plans, of any kind, beside those with bound variants. */
    public static PlanRequest small(long seed) {
        PlanRequests made = new PlanRequests(seed);
        Random random = made.random;
        int streams = 1 + random.nextInt(3);
        int blocks = 1 + random.nextInt(streams == 3 ? 2 : 3);
        int variants = streams * blocks > 4 ? 2 + random.nextInt(3) : 2 + random.nextInt(4);
        while (Math.pow(variants, streams * blocks) > 4096) {
            variants--;
        }
        Tightness tightness = Tightness.values()[random.nextInt(Tightness.values().length)];
        int bound = random.nextInt(3);
        return made.problem(1 + random.nextInt(2), streams, blocks, variants, bound, tightness, true);
    }

    /**
     * A problem of a given size, well-behaved.
     *
     * @param models distinct networks; as many as streams for one each
     */
    public static PlanRequest sized(long seed, int models, int streams, int blocks, int variants, Tightness tightness) {
        return polished(seed, models, streams, blocks, variants, 0, tightness);
    }

    /**
     * A problem of a given size, well-behaved.
     *
     * @param bound variants of each network's last block that go with one choice of the others alone
     */
    public static PlanRequest polished(
            long seed, int models, int streams, int blocks, int variants, int bound, Tightness tightness) {
        return new PlanRequests(seed).problem(models, streams, blocks, variants, bound, tightness, false);
    }

    private PlanRequest problem(
            int networks, int streams, int blocks, int variants, int bound, Tightness tightness, boolean odd) {
        for (int m = 0; m < networks; m++) {
            PlanModel model = model("net" + m, blocks, variants, bound, odd);
            models.put(model.id(), model);
        }
        List<PlanModel> all = List.copyOf(models.values());
        List<StreamSpec> specs = new ArrayList<>();
        for (int s = 0; s < streams; s++) {
            specs.add(stream("cam" + s, all.get(s % all.size()), tightness, odd));
        }
        Workload workload = Workload.of(specs);
        double cost = odd ? SWITCHING_COSTS[random.nextInt(SWITCHING_COSTS.length)] : 0;
        return new PlanRequest(
                workload,
                models,
                budget(specs, tightness),
                resident(odd),
                cost,
                Duration.ofMinutes(1),
                random.nextInt());
    }

    private PlanModel model(String name, int blocks, int variants, int bound, boolean odd) {
        List<PlanModel.PlanBlock> made = new ArrayList<>();
        for (int b = 0; b < blocks; b++) {
            long nanos = (long) Math.exp(between(12.5, 15.5));
            long bytes = (long) Math.exp(between(11, 15.5));
            double steepness = Math.exp(between(-5, -2));
            List<PlanModel.Variant> choices = new ArrayList<>();
            int count = odd ? 1 + random.nextInt(variants) : variants;
            for (int v = 0; v < count; v++) {
                double keep = v == 0 ? 1 : 1 - (v - between(0, 0.4)) / variants;
                choices.add(variant(name + "/b" + b + "/v" + v, v, keep, nanos, bytes, steepness, odd));
            }
            made.add(new PlanModel.PlanBlock(new BlockId("b" + b), choices));
        }
        for (int i = 0; i < bound && blocks > 1; i++) {
            int place = odd ? 1 + random.nextInt(blocks - 1) : blocks - 1;
            List<PlanModel.Variant> choices = new ArrayList<>(made.get(place).variants());
            choices.add(bound(name + "/p" + i, made.subList(0, place), choices, odd));
            made.set(place, new PlanModel.PlanBlock(new BlockId("b" + place), choices));
        }
        return new PlanModel(
                new ModelId(name), between(0.6, 1), random.nextInt(500_000), random.nextInt(4_000_000), made);
    }

    private PlanModel.Variant variant(
            String digest, int index, double keep, long nanos, long bytes, double steepness, boolean odd) {
        DescendantId id = index == 0 ? DescendantId.ORIGINAL : new DescendantId("v" + index);
        double drop = index == 0 ? 0 : steepness * Math.pow(1 - keep, 1.5) * between(0.8, 1.2);
        long time = (long) (nanos * (0.2 + 0.8 * keep) * between(0.9, 1.1));
        long size = (long) (bytes * Math.pow(keep, 1.5));
        PlanModel.Variant made = new PlanModel.Variant(id, drop, time, size, new Digest(digest));
        made = odd ? oddity(made) : made;
        this.made.add(made);
        return made;
    }

    /** A variant that makes up for some of what one choice of the blocks before loses. */
    private PlanModel.Variant bound(
            String digest, List<PlanModel.PlanBlock> before, List<PlanModel.Variant> choices, boolean odd) {
        List<DescendantId> behind = new ArrayList<>();
        PlanModel.Variant base = any(choices);
        double drop = base.accuracyDrop();
        for (PlanModel.PlanBlock block : before) {
            PlanModel.Variant chosen = any(block.variants());
            behind.add(chosen.id());
            drop += chosen.accuracyDrop();
        }
        double gain = between(odd ? -0.3 : 0, 0.6) * drop;
        PlanModel.Variant free = with(
                base,
                base.accuracyDrop() - gain,
                (long) (base.nanos() * between(0.98, 1.02)),
                base.bytes(),
                new Digest(digest));
        PlanModel.Variant strange = odd ? oddity(free) : free;
        PlanModel.Variant bound = new PlanModel.Variant(
                new DescendantId(digest.substring(digest.indexOf('/') + 1)),
                strange.accuracyDrop(),
                strange.nanos(),
                strange.bytes(),
                strange.digest(),
                behind);
        this.made.add(bound);
        return bound;
    }

    private PlanModel.Variant any(List<PlanModel.Variant> variants) {
        return variants.get(random.nextInt(variants.size()));
    }

    private PlanModel.Variant oddity(PlanModel.Variant plain) {
        return switch (random.nextInt(20)) {
            case 0 -> with(plain, -plain.accuracyDrop(), plain.nanos(), plain.bytes(), plain.digest());
            case 1 -> with(plain, plain.accuracyDrop(), plain.nanos() * 2, plain.bytes() / 4, plain.digest());
            case 2 -> with(plain, plain.accuracyDrop(), 0, 0, plain.digest());
            case 3, 4, 5 -> borrowed(plain, 0);
            case 6 -> borrowed(plain, 4096);
            case 7 -> twin(plain);
            default -> plain;
        };
    }

    /** The content of an earlier variant under another name, measured up to {@code noise} bytes larger. */
    private PlanModel.Variant borrowed(PlanModel.Variant plain, int noise) {
        if (made.isEmpty()) {
            return plain;
        }
        PlanModel.Variant lender = made.get(random.nextInt(made.size()));
        long bytes = lender.bytes() + (noise == 0 ? 0 : random.nextInt(noise));
        return with(plain, plain.accuracyDrop(), plain.nanos(), bytes, lender.digest());
    }

    /** The costs of an earlier variant, with a content of its own. */
    private PlanModel.Variant twin(PlanModel.Variant plain) {
        if (made.isEmpty()) {
            return plain;
        }
        PlanModel.Variant other = made.get(random.nextInt(made.size()));
        return with(plain, other.accuracyDrop(), other.nanos(), other.bytes(), plain.digest());
    }

    private static PlanModel.Variant with(PlanModel.Variant plain, double drop, long nanos, long bytes, Digest digest) {
        return new PlanModel.Variant(plain.id(), drop, nanos, bytes, digest);
    }

    private StreamSpec stream(String name, PlanModel model, Tightness tightness, boolean odd) {
        double least = model.fixedNanos() + extreme(model, PlanModel.Variant::nanos, false);
        double most = model.fixedNanos() + extreme(model, PlanModel.Variant::nanos, true);
        Tightness deadline = tightness == Tightness.IMPOSSIBLE && random.nextBoolean() ? Tightness.LOOSE : tightness;
        long nanos = Math.max(1, (long) between(least, most, deadline));
        double drop = extreme(model, PlanModel.Variant::accuracyDrop, true);
        double floor =
                random.nextInt(4) > 0 ? 0 : model.baseAccuracy() - between(odd ? -0.02 : 0.6, 1) * Math.max(drop, 0);
        double weight = random.nextBoolean() ? 1 : Math.exp(between(-2.3, 2.3));
        return new StreamSpec(
                new StreamId(name),
                model.id(),
                Duration.ofNanos(odd ? PERIODS[random.nextInt(PERIODS.length)] : PERIODS[random.nextInt(4)]),
                Duration.ofNanos(nanos),
                weight,
                0,
                Math.min(Math.max(floor, 0), 1),
                LateFramePolicy.DROP);
    }

    private ResourceBudget budget(List<StreamSpec> streams, Tightness tightness) {
        double leastCpu = 0;
        double mostCpu = 0;
        double leastBytes = 0;
        double mostBytes = 0;
        Set<ModelId> counted = new HashSet<>();
        for (StreamSpec stream : streams) {
            PlanModel model = modelOf(stream);
            leastCpu += (model.fixedNanos() + extreme(model, PlanModel.Variant::nanos, false)) / period(stream);
            mostCpu += (model.fixedNanos() + extreme(model, PlanModel.Variant::nanos, true)) / period(stream);
            if (counted.add(model.id())) {
                leastBytes += model.fixedBytes() + extreme(model, PlanModel.Variant::bytes, false);
                mostBytes += model.fixedBytes() + manyBytes(model, streams);
            }
        }
        Tightness cpu = tightness == Tightness.IMPOSSIBLE && random.nextBoolean() ? Tightness.LOOSE : tightness;
        return new ResourceBudget(
                Bytes.of((long) Math.max(0, between(leastBytes, mostBytes, tightness))),
                Math.max(1e-6, between(leastCpu, mostCpu, cpu)));
    }

    private PlanModel modelOf(StreamSpec stream) {
        PlanModel model = models.get(stream.model());
        if (model == null) {
            throw new IllegalStateException("Impossible state: no network " + stream.model());
        }
        return model;
    }

    private static double period(StreamSpec stream) {
        return stream.period().toNanos();
    }

    /** What the network may occupy if each of its streams chose other variants, the largest first. */
    private static double manyBytes(PlanModel model, List<StreamSpec> streams) {
        long users = streams.stream()
                .filter(stream -> stream.model().equals(model.id()))
                .count();
        double sum = 0;
        for (PlanModel.PlanBlock block : model.blocks()) {
            sum += block.variants().stream()
                    .map(PlanModel.Variant::bytes)
                    .sorted(Comparator.reverseOrder())
                    .limit(users)
                    .mapToLong(Long::longValue)
                    .sum();
        }
        return sum;
    }

    private static double extreme(PlanModel model, ToDoubleFunction<PlanModel.Variant> cost, boolean most) {
        double sum = 0;
        for (PlanModel.PlanBlock block : model.blocks()) {
            sum += most
                    ? block.variants().stream().mapToDouble(cost).max().orElse(0)
                    : block.variants().stream().mapToDouble(cost).min().orElse(0);
        }
        return sum;
    }

    private Set<Digest> resident(boolean odd) {
        Set<Digest> resident = new HashSet<>();
        for (PlanModel.Variant variant : made) {
            if (odd && random.nextInt(3) == 0) {
                resident.add(variant.digest());
            }
        }
        return resident;
    }

    private double between(double low, double high) {
        return low + random.nextDouble() * (high - low);
    }

    private double between(double least, double most, Tightness tightness) {
        return least + between(tightness.low, tightness.high) * (most - least);
    }
}
