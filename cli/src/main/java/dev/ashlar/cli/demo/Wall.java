/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.plan.PlanModel.PlanBlock;
import dev.ashlar.core.plan.PlanModel.Variant;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamId;
import dev.ashlar.core.workload.StreamSpec;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * The cameras of the demo and what they demand. Rates follow from the profiles, so that the demo is as hard on a slow
 * machine as on a fast one.
 *
 * @param cameras those that are there from the start, then the one that joins
 * @param start the budget at the start
 * @param scarce the memory budget that is too small for all originals
 */
record Wall(List<Camera> cameras, ResourceBudget start, Bytes scarce) {
    /** Processor time that all originals demand once a camera has doubled its rate, over what is left of it then. */
    private static final double OVERLOAD = 1.55;

    /** Share of the way from the smallest to the full memory demand that the scarce memory budget leaves. */
    private static final double MEMORY_LEFT = 0.6;

    private static final double LINES_PER_SECOND = 12;
    private static final double MOST_FOR_LINES = 0.1;
    private static final Duration SHORTEST_DEADLINE = Duration.ofMillis(60);

    /**
     * A camera.
     *
     * @param network that looks at its pictures
     * @param spec what its stream asks for
     */
    record Camera(DemoNetwork network, StreamSpec spec) {}

    /** The camera that joins later. */
    Camera joining() {
        return cameras.get(cameras.size() - 1);
    }

    /** The camera whose rate doubles. */
    Camera doubling() {
        return cameras.get(1);
    }

    /** The wall for a machine of so many cores. */
    static Wall of(Map<ModelId, BlockCatalog> catalogs, Map<ModelId, ProfileSnapshot> profiles, int cores) {
        Map<DemoNetwork, PlanModel> models = new EnumMap<>(DemoNetwork.class);
        for (DemoNetwork network : DemoNetwork.values()) {
            models.put(
                    network,
                    PlanModel.of(
                            Objects.requireNonNull(catalogs.get(network.model())),
                            Objects.requireNonNull(profiles.get(network.model()))));
        }
        double cpu = Math.max(1, Math.min(cores, 2));
        double lines = Math.min(MOST_FOR_LINES * cpu, LINES_PER_SECOND * nanos(models, DemoNetwork.ORIENTATION) / 1e9);
        double detectors = Math.max(0.1 * cpu, OVERLOAD * cpu / 2 - lines);
        List<Camera> cameras = List.of(
                camera("gate", DemoNetwork.DETECTOR_V3, 0.34 * detectors, 3, 2, models),
                camera("plaza", DemoNetwork.DETECTOR_V4, 0.15 * detectors, 2, 1, models),
                camera("plates", DemoNetwork.ORIENTATION, lines, 4, 3, models),
                camera("street", DemoNetwork.DETECTOR_V3, 0.36 * detectors, 1, 1, models));
        return new Wall(cameras, new ResourceBudget(Bytes.of(2 * full(models)), cpu), scarce(models));
    }

    /** The camera whose stream takes so many cores of a network at full size. */
    private static Camera camera(
            String name,
            DemoNetwork network,
            double cores,
            int priority,
            double weight,
            Map<DemoNetwork, PlanModel> models) {
        long nanos = nanos(models, network);
        StreamSpec spec = new StreamSpec(
                new StreamId(name),
                network.model(),
                Duration.ofNanos(Math.max(1, Math.round(nanos / cores))),
                Duration.ofNanos(Math.max(3 * nanos, SHORTEST_DEADLINE.toNanos())),
                weight,
                priority,
                0,
                LateFramePolicy.DROP);
        return new Camera(network, spec);
    }

    /** What a frame takes at full size. */
    private static long nanos(Map<DemoNetwork, PlanModel> models, DemoNetwork network) {
        PlanModel model = Objects.requireNonNull(models.get(network));
        return model.fixedNanos()
                + model.blocks().stream()
                        .mapToLong(block -> block.variants().get(0).nanos())
                        .sum();
    }

    private static long full(Map<DemoNetwork, PlanModel> models) {
        return bytes(models, block -> block.variants().get(0).bytes());
    }

    private static Bytes scarce(Map<DemoNetwork, PlanModel> models) {
        long least = bytes(models, block -> block.variants().stream()
                .mapToLong(Variant::bytes)
                .min()
                .orElse(0));
        return Bytes.of(least + Math.round((full(models) - least) * MEMORY_LEFT));
    }

    private static long bytes(Map<DemoNetwork, PlanModel> models, ToLongFunction<PlanBlock> bytes) {
        return models.values().stream()
                .mapToLong(model -> model.fixedBytes()
                        + model.blocks().stream().mapToLong(bytes).sum())
                .sum();
    }
}
