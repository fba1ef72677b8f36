/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.planner;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.blocks.Progress;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.plan.PlanRequest;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.workload.StreamSpec;
import dev.ashlar.store.FileStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Problems made of what was measured of the networks in a store. */
final class StoreTables {
    /*
     * What no other formulation knows is left out where others take part: links, measured compositions, heads that are
     * bound to what is before them, and memory of sessions. Times are rounded up to whole microseconds and sizes to whole
     * KiB, which every solver gets.
     */
    private static final long[] PERIOD_MILLIS = {40, 50, 100, 200};
    private static final int NANOS = 1000;
    private static final int KIB = 1024;

    private StoreTables() {}

    /** The networks of a store that were profiled on a machine, as planners are told of them. */
    static List<PlanModel> models(FileStore store, Device device, Progress progress) {
        List<PlanModel> models = new ArrayList<>();
        for (ModelId id : store.models().stream().sorted().toList()) {
            BlockCatalog catalog = store.load(id);
            ProfileSnapshot profile = store.find(id, device);
            if (profile == null
                    || !profile.staleness(catalog, device, profile.provenance().engine())
                            .isEmpty()) {
                progress.at("%s is left out: it has no profile of all its blocks on this machine".formatted(id), 0, 1);
            } else {
                models.add(PlanModel.of(catalog, profile));
            }
        }
        if (models.isEmpty()) {
            throw new BenchmarkException(
                    "The store holds no network that was profiled on this machine (%s). Maybe run `ashlar profile` first."
                            .formatted(device.key()));
        }
        return models;
    }

    /** A network as every solver can be told of it. */
    static PlanModel plain(PlanModel model) {
        List<PlanBlock> blocks = new ArrayList<>();
        for (PlanBlock block : model.blocks()) {
            blocks.add(new PlanBlock(
                    block.id(),
                    block.variants().stream()
                            .filter(Variant::isFree)
                            .map(StoreTables::rounded)
                            .toList()));
        }
        return new PlanModel(
                model.id(), model.baseAccuracy(), up(model.fixedNanos(), NANOS), up(model.fixedBytes(), KIB), blocks);
    }

    private static Variant rounded(Variant variant) {
        return new Variant(
                variant.id(),
                variant.accuracyDrop(),
                up(variant.nanos(), NANOS),
                up(variant.bytes(), KIB),
                variant.digest());
    }

    private static long up(long value, long unit) {
        return -Math.floorDiv(-value, unit) * unit;
    }

    /** A problem of so many streams, which take the networks in turn. */
    static PlanRequest problem(List<PlanModel> models, int streams, Tightness tightness, long seed) {
        List<StreamSpec> specs = new ArrayList<>();
        List<PlanModel> used = new ArrayList<>();
        for (int s = 0; s < streams; s++) {
            PlanModel model = models.get((int) ((s + seed) % models.size()));
            if (!used.contains(model)) {
                used.add(model);
            }
            double nanos = tightness.between(
                    (double) Instances.least(model, Variant::nanos), (double) Instances.most(model, Variant::nanos));
            specs.add(StreamSpec.of(
                            "cam" + s,
                            model.id().value(),
                            Duration.ofMillis(PERIOD_MILLIS[(int) ((s + seed) % PERIOD_MILLIS.length)]),
                            Duration.ofNanos(up((long) (nanos * (1 + 0.05 * (s % 5))), NANOS)))
                    .withWeight(1 + s % 2));
        }
        return Instances.problem(used, specs, tightness, seed);
    }
}
