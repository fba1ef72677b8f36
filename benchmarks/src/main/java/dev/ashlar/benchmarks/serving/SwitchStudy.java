/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.serving.ServingResults.Sample;
import dev.ashlar.benchmarks.serving.ServingResults.Switching;
import dev.ashlar.blocks.Progress;
import dev.ashlar.coordinator.AdoptedPlan;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.FrameCounts;
import dev.ashlar.coordinator.StreamHandle;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.FrameOutcome;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.LateFramePolicy;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.core.workload.StreamSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Changes plans one after the other under load and looks at every answer, and at the process. */
final class SwitchStudy {
    /*
     * Streams of three networks of three blocks, each of three sizes. Every stream offers two frames, waits for both, and
     * goes on a millisecond later. An answer is held against what the chain that it names answers when each of its blocks
     * runs alone, joined apart from all others and closed again, and then handed back. The room for what is warm is for
     * a few plans of the 27 compositions of each network, so most switches open something and close something.
     */
    private static final MadeUpNetwork KIND = new MadeUpNetwork(16, 3, List.of(64, 32, 16));
    private static final int NETWORKS = 3;
    private static final int SAMPLES = 20;
    private static final long PAUSE_NANOS = 1_000_000;

    private final Rig rig;
    private final Progress progress;
    private final Map<BlockChain, float[]> answers = new ConcurrentHashMap<>();
    private final Tensor image = KIND.input(7);
    private final AtomicLong served = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final List<Thread> cameras = new ArrayList<>();
    private volatile boolean over;

    SwitchStudy(Path folder, Progress progress) {
        this.rig = new Rig(folder);
        this.progress = progress;
    }

    Switching run(int switches, long seed) {
        List<BlockCatalog> networks = rig.write(KIND, "switch", NETWORKS, seed);
        networks.forEach(this::learn);
        List<Sample> samples = new ArrayList<>();
        double[] openMillis = new double[switches];
        ResourceBudget budget = new ResourceBudget(Bytes.ofMebi(4), Rig.CORES);
        FrameCounts frames = FrameCounts.NONE;
        long fetched;
        try (Ashlar ashlar = rig.open(new RandomPlans(seed, false), budget)) {
            List<StreamHandle> streams = new ArrayList<>();
            for (BlockCatalog network : networks) {
                streams.add(Rig.get(ashlar.openStream(spec(network))));
            }
            for (StreamHandle stream : streams) {
                Thread camera = new Thread(() -> offer(stream), "camera");
                camera.setDaemon(true);
                cameras.add(camera);
                camera.start();
            }
            for (int i = 0; i < switches; i++) {
                AdoptedPlan plan = Rig.get(ashlar.setBudget(budget.withCpuCores(Rig.CORES + (i % 2) * 0.01)));
                openMillis[i] = plan.openNanos() / 1e6;
                if ((i + 1) % Math.max(1, switches / SAMPLES) == 0) {
                    samples.add(OwnProcess.sample(rig.engine(), i + 1));
                    progress.at("switching plans", i + 1, switches);
                }
            }
            over = true;
            cameras.forEach(SwitchStudy::join);
            fetched = ashlar.stats().plans().bytesFetched();
            Rig.get(ashlar.closeAsync());
            for (StreamHandle stream : streams) {
                frames = frames.plus(stream.stats().frames());
            }
        }
        Sample left = OwnProcess.sample(rig.engine(), switches);
        rig.close();
        return new Switching(
                switches,
                served.get(),
                wrong.get(),
                frames.failed(),
                frames.addUp() && frames.pending() == 0,
                Spread.of(openMillis),
                fetched,
                samples,
                growth(samples),
                left);
    }

    /** The median of the last half of samples by that of the first half, less 1. */
    private static double growth(List<Sample> samples) {
        int half = samples.size() / 2;
        return median(samples.subList(samples.size() - half, samples.size())) / median(samples.subList(0, half)) - 1;
    }

    private static double median(List<Sample> samples) {
        double[] bytes = samples.stream()
                .mapToDouble(sample -> sample.weightBytes() + sample.nativeBytes() + sample.heapBytes())
                .sorted()
                .toArray();
        return bytes[bytes.length / 2];
    }

    private static StreamSpec spec(BlockCatalog network) {
        return StreamSpec.of(
                        network.model().value(), network.model().value(), Duration.ofMillis(10), Duration.ofSeconds(60))
                .withLateFrames(LateFramePolicy.SERVE);
    }

    private void offer(StreamHandle stream) {
        while (!over) {
            List<CompletableFuture<Void>> two = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                two.add(stream.submit(Frame.of(image)).thenAccept(this::judge).toCompletableFuture());
            }
            two.forEach(end -> end.exceptionally(failure -> null).join());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void judge(FrameOutcome outcome) {
        if (outcome instanceof FrameOutcome.FrameResult result) {
            served.incrementAndGet();
            try (result) {
                float[] expected = answers.get(result.chain());
                if (expected == null
                        || !isClose(expected, result.outputs().get(0).toFloats())) {
                    wrong.incrementAndGet();
                }
            }
        }
    }

    private static boolean isClose(float[] expected, float[] actual) {
        float most = 0;
        float off = 0;
        for (int i = 0; i < expected.length; i++) {
            most = Math.max(most, Math.abs(expected[i]));
            off = Math.max(off, Math.abs(expected[i] - actual[i]));
        }
        return off <= 1e-4f * most;
    }

    /** What every composition of a network answers, block by block. */
    private void learn(BlockCatalog network) {
        int blocks = network.blocks().size();
        int sizes = KIND.widths().size();
        for (int code = 0; code < Math.pow(sizes, blocks); code++) {
            BlockChain chain = network.originalChain();
            int rest = code;
            for (int i = 0; i < blocks; i++) {
                chain = chain.with(
                        i, network.blocks().get(i).choices().get(rest % sizes).id());
                rest /= sizes;
            }
            answers.put(chain, answer(network, chain));
        }
    }

    private float[] answer(BlockCatalog network, BlockChain chain) {
        List<LoadedBlock> blocks = new ArrayList<>();
        try {
            for (int i = 0; i < chain.choices().size(); i++) {
                blocks.add(rig.engine()
                        .open(rig.store()
                                .file(
                                        network.model(),
                                        network.blocks().get(i).id(),
                                        network.blocks()
                                                .get(i)
                                                .descendant(chain.choices().get(i)))));
            }
            try (LoadedChain apart = rig.engine().joinApart(network, chain, blocks)) {
                float[] floats = apart.run(image).get(0).toFloats();
                return Arrays.copyOf(floats, floats.length);
            }
        } finally {
            blocks.forEach(LoadedBlock::close);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
