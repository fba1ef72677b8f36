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
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The cameras of the demo and what they demand. Rates follow from the profiles, so that the demo is as hard on a slow
 * machine as on a fast one.
 *
 * @param cameras those that are there from the start, then the one that joins
 * @param start the budget at the start
 * @param scarce the memory budget that is too small for all originals
 */
record Wall(List<Camera> cameras, ResourceBudget start, Bytes scarce) {
    private static final double CPU_SHARE = 0.8;

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
        double cpu = Math.max(1, Math.min(cores, 2) * CPU_SHARE);
        List<Camera> cameras = List.of(
                camera("gate", DemoNetwork.DETECTOR_V3, 0.18, cpu, 3, 2, profiles),
                camera("plaza", DemoNetwork.DETECTOR_V4, 0.18, cpu, 2, 1, profiles),
                camera("plates", DemoNetwork.ORIENTATION, 0.04, cpu, 4, 3, profiles),
                camera("street", DemoNetwork.DETECTOR_V3, 0.22, cpu, 1, 1, profiles));
        long full = 0;
        long least = 0;
        for (DemoNetwork network : DemoNetwork.values()) {
            PlanModel model = PlanModel.of(
                    Objects.requireNonNull(catalogs.get(network.model())),
                    Objects.requireNonNull(profiles.get(network.model())));
            full += model.fixedBytes();
            least += model.fixedBytes();
            for (PlanBlock block : model.blocks()) {
                full += block.variants().get(0).bytes();
                least += block.variants().stream()
                        .mapToLong(Variant::bytes)
                        .min()
                        .orElse(0);
            }
        }
        return new Wall(
                cameras, new ResourceBudget(Bytes.of(2 * full), cpu), Bytes.of(least + (full - least) * 6 / 10));
    }

    private static Camera camera(
            String name,
            DemoNetwork network,
            double share,
            double cpu,
            int priority,
            double weight,
            Map<ModelId, ProfileSnapshot> profiles) {
        long nanos =
                Objects.requireNonNull(profiles.get(network.model())).whole().p50Nanos();
        double rate = Math.max(1, Math.min(30, share * cpu * 1e9 / nanos));
        Duration period = Duration.ofNanos(Math.round(1e9 / rate));
        Duration deadline =
                Duration.ofNanos(Math.max(4 * nanos, Duration.ofMillis(60).toNanos()));
        return new Camera(
                network,
                new StreamSpec(
                        new StreamId(name),
                        network.model(),
                        period,
                        deadline,
                        weight,
                        priority,
                        0,
                        LateFramePolicy.DROP));
    }
}
