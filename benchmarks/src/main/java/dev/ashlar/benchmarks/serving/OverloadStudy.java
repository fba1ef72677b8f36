/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.serving.ServingResults.Overload;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** More frames than the machine can serve: what becomes of those that matter most. */
final class OverloadStudy {
    /*
     * Four streams of a network each, all of one size, which together ask for half as much again as there are processors;
     * once with networks for which that comes to the rate of a camera, once with networks an eighth of that, whose frames
     * come every few milliseconds, which is as long as a system lets a thread run before it looks at others. What comes
     * in the first two seconds is not counted: compilers of the virtual machine are at work then.
     *
     * Plans are kept at the originals: it is scheduling that is measured, not scaling. For comparison the same without
     * cutting networks into pieces, and a session of ONNX Runtime and a thread for each network, which takes the newest
     * frame as soon as the last is done.
     */
    static final String ASHLAR = "ashlar";
    static final String FREE = "free";

    private static final List<MadeUpNetwork> KINDS =
            List.of(new MadeUpNetwork(64, 8, List.of(96, 48)), new MadeUpNetwork(32, 4, List.of(96, 48)));
    private static final int STREAMS = 4;
    private static final double LOAD = 1.5;
    private static final int DEADLINE_RUNS = 4;
    private static final int WARM_SECONDS = 2;

    /** Processors on paper, so that a plan may ask for more than there are. */
    private static final ResourceBudget ROOM = new ResourceBudget(Bytes.ofMebi(64), 2.0 * Rig.CORES);

    private final Rig rig;

    OverloadStudy(Path folder) {
        this.rig = new Rig(folder);
    }

    List<Overload> run(int seconds, long seed) {
        List<Overload> found = new ArrayList<>();
        for (MadeUpNetwork kind : KINDS) {
            List<BlockCatalog> networks = rig.write(kind, "overload" + kind.side(), STREAMS, seed);
            Tensor image = kind.input(seed);
            networks.forEach(network -> rig.profile(network, image));
            long cost = DeadlineStudy.cost(rig, networks.get(0), image);
            Demand demand = new Demand(
                    cost, Math.round(cost * STREAMS / (LOAD * Rig.CORES)), DEADLINE_RUNS * cost, seconds, seed);
            found.addAll(ashlar(ASHLAR, rig.engine(), networks, image, demand));
            found.addAll(ashlar("in one piece", OtherJoins.inOnePiece(rig.engine()), networks, image, demand));
            found.addAll(free(kind, image, demand));
        }
        rig.close();
        return found;
    }

    /** What each stream asks for. */
    private record Demand(long run, long period, long deadline, int seconds, long seed) {}

    private List<Overload> ashlar(
            String way, BlockEngine engine, List<BlockCatalog> networks, Tensor image, Demand demand) {
        List<Overload> found = new ArrayList<>();
        try (Ashlar ashlar = rig.open(engine, new RandomPlans(demand.seed, true), ROOM)) {
            List<StreamHandle> streams = new ArrayList<>();
            for (int i = 0; i < networks.size(); i++) {
                streams.add(Rig.get(ashlar.openStream(StreamSpec.of(
                                networks.get(i).model().value(),
                                networks.get(i).model().value(),
                                Duration.ofNanos(demand.period),
                                Duration.ofNanos(demand.deadline))
                        .withPriority(STREAMS - i))));
            }
            offer(streams, image, demand.period, WARM_SECONDS);
            List<Camera> cameras = offer(streams, image, demand.period, demand.seconds);
            for (int i = 0; i < cameras.size(); i++) {
                Camera camera = cameras.get(i);
                found.add(new Overload(
                        way,
                        STREAMS - i,
                        LOAD,
                        demand.run / 1e6,
                        camera.offered(),
                        camera.missed(),
                        Spread.of(camera.totalMillis()),
                        Spread.of(camera.waitMillis()),
                        Spread.of(camera.computeMillis())));
            }
        }
        return found;
    }

    private static List<Camera> offer(List<StreamHandle> streams, Tensor image, long period, int seconds) {
        List<Camera> cameras = new ArrayList<>();
        long from = System.nanoTime() + 100_000_000;
        for (int i = 0; i < streams.size(); i++) {
            cameras.add(new Camera(streams.get(i)::submit, image, period, from + i * period / STREAMS));
        }
        cameras.forEach(Camera::start);
        waitUntil(from + Duration.ofSeconds(seconds).toNanos());
        cameras.forEach(Camera::stop);
        return cameras;
    }

    private static List<Overload> free(MadeUpNetwork kind, Tensor image, Demand demand) {
        List<FreeRunner> runners = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            runners.add(new FreeRunner(
                    kind.whole(demand.seed + i), MadeUpNetwork.name(0), MadeUpNetwork.name(kind.blocks()), image));
        }
        long from = System.nanoTime() + Duration.ofSeconds(WARM_SECONDS).toNanos();
        for (int i = 0; i < STREAMS; i++) {
            runners.get(i).start(from + i * demand.period / STREAMS, demand.period, demand.deadline);
        }
        waitUntil(from + Duration.ofSeconds(demand.seconds).toNanos());
        List<Overload> found = new ArrayList<>();
        runners.forEach(FreeRunner::stop);
        for (int i = 0; i < STREAMS; i++) {
            FreeRunner runner = runners.get(i);
            found.add(new Overload(
                    FREE,
                    STREAMS - i,
                    LOAD,
                    demand.run / 1e6,
                    runner.offered(),
                    runner.missed(),
                    Spread.of(runner.totalMillis()),
                    Spread.of(runner.waitMillis()),
                    Spread.of(runner.computeMillis())));
        }
        return found;
    }

    private static void waitUntil(long nanos) {
        while (System.nanoTime() < nanos) {
            LockSupport.parkNanos(nanos - System.nanoTime());
        }
    }
}
