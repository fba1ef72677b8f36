/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.serving.ServingResults.Overload;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.workload.StreamSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** More frames than the machine can serve: what becomes of those that matter most. */
final class OverloadStudy {
    /*
     * Four streams of a network each, all of one size, which together ask for half as much again as there are processors.
     * Plans are kept at the originals: it is scheduling that is measured, not scaling. The other way gives each network a
     * session of ONNX Runtime and a thread, which takes the newest frame as soon as the last is done.
     */
    private static final MadeUpNetwork KIND = new MadeUpNetwork(32, 4, List.of(96, 48));
    private static final int STREAMS = 4;
    private static final double LOAD = 1.5;
    private static final int DEADLINE_RUNS = 4;

    private final Rig rig;

    OverloadStudy(Path folder) {
        this.rig = new Rig(folder);
    }

    List<Overload> run(int seconds, long seed) {
        List<BlockCatalog> networks = rig.write(KIND, "overload", STREAMS, seed);
        Tensor image = KIND.input(seed);
        long cost = DeadlineStudy.cost(rig, networks.get(0), image);
        long period = Math.round(cost * STREAMS / (LOAD * Rig.CORES));
        long deadline = DEADLINE_RUNS * cost;
        List<Overload> found = new ArrayList<>(ashlar(networks, image, period, deadline, seconds, seed));
        found.addAll(free(image, period, deadline, seconds, seed));
        rig.close();
        return found;
    }

    private List<Overload> ashlar(
            List<BlockCatalog> networks, Tensor image, long period, long deadline, int seconds, long seed) {
        List<Overload> found = new ArrayList<>();
        try (Ashlar ashlar = rig.open(new RandomPlans(seed, true), rig.budget())) {
            List<StreamHandle> streams = new ArrayList<>();
            for (int i = 0; i < networks.size(); i++) {
                streams.add(Rig.get(ashlar.openStream(StreamSpec.of(
                                networks.get(i).model().value(),
                                networks.get(i).model().value(),
                                Duration.ofNanos(period),
                                Duration.ofNanos(deadline))
                        .withPriority(STREAMS - i))));
            }
            List<Camera> cameras = new ArrayList<>();
            long from = System.nanoTime() + 100_000_000;
            for (int i = 0; i < streams.size(); i++) {
                cameras.add(new Camera(streams.get(i), image, period, from + i * period / STREAMS));
            }
            cameras.forEach(Camera::start);
            waitUntil(from + Duration.ofSeconds(seconds).toNanos());
            cameras.forEach(Camera::stop);
            for (int i = 0; i < cameras.size(); i++) {
                Camera camera = cameras.get(i);
                found.add(new Overload(
                        "ashlar",
                        STREAMS - i,
                        LOAD,
                        camera.offered(),
                        camera.missed(),
                        Spread.of(camera.totalMillis())));
            }
        }
        return found;
    }

    private static List<Overload> free(Tensor image, long period, long deadline, int seconds, long seed) {
        List<FreeRunner> runners = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            runners.add(new FreeRunner(
                    KIND.whole(seed + i), MadeUpNetwork.name(0), MadeUpNetwork.name(KIND.blocks()), image));
        }
        long from = System.nanoTime() + 100_000_000;
        for (int i = 0; i < STREAMS; i++) {
            runners.get(i).start(from + i * period / STREAMS, period, deadline);
        }
        waitUntil(from + Duration.ofSeconds(seconds).toNanos());
        List<Overload> found = new ArrayList<>();
        runners.forEach(FreeRunner::stop);
        for (int i = 0; i < STREAMS; i++) {
            FreeRunner runner = runners.get(i);
            found.add(new Overload(
                    "free", STREAMS - i, LOAD, runner.offered(), runner.missed(), Spread.of(runner.totalMillis())));
        }
        return found;
    }

    private static void waitUntil(long nanos) {
        while (System.nanoTime() < nanos) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }
}
