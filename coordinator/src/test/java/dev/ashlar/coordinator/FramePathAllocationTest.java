/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.Frame;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import dev.ashlar.core.plan.PlanRules;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a frame costs the heap between its submission and its outcome, with an engine that allocates nothing. */
@Timeout(60)
class FramePathAllocationTest {
    private static final int FRAMES = 20_000;

    /*
     * The outcome is the result, the future and the stage that is handed out (some 110 bytes). Besides there are the job
     * that carries the frame and the pass (some 140), and what the JDK takes to let two threads wait for each other and
     * to hang the test's own callback on a stage (some 150).
     */
    private static final long MOST_BYTES = 500;

    @Test
    void allocatesLittleMoreThanTheOutcome() {
        World world = new World();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Still still = new Still();
        Settings plain = world.settings(world.levels, World.PLENTY, null);
        Coordinator coordinator = world.start(new Settings(
                plain.catalogs(),
                plain.profiles(),
                still,
                plain.planner(),
                plain.device(),
                plain.budget(),
                plain.ticker(),
                budget -> 1,
                plain.mostWarm(),
                0,
                0.5,
                plain.planTimeLimit(),
                plain.memoryAllowance(),
                plain.alertListeners(),
                PlanRules.PLAIN,
                null,
                null));
        StreamLane lane = world.open(World.spec("door", "cam"));
        Frame frame = FakeNets.frame(world.ticker.nanos(), 1);
        serve(lane, frame);
        long submitter = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        long worker = threads.getThreadAllocatedBytes(still.worker);
        serve(lane, frame);
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId())
                - submitter
                + threads.getThreadAllocatedBytes(still.worker)
                - worker;
        coordinator.shutDown();

        assertThat(bytes / FRAMES).as("bytes per frame").isLessThanOrEqualTo(MOST_BYTES);
    }

    private static void serve(StreamLane lane, Frame frame) {
        Semaphore ended = new Semaphore(0);
        for (int i = 0; i < FRAMES; i++) {
            lane.submit(frame).thenRun(ended::release);
            ended.acquireUninterruptibly();
        }
    }

    /** An engine whose chains have their answer from the start. */
    private static final class Still implements BlockEngine {
        private final List<Tensor> answer = List.of(FakeNets.tensor(1));
        private volatile long worker;

        @Override
        public String version() {
            return FakeNets.ENGINE;
        }

        @Override
        public LoadedBlock open(BlockFile file) {
            return new FakeEngine().open(file);
        }

        @Override
        public LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
            return new StillChain(chain);
        }

        @Override
        public void close() {}

        private final class StillChain implements LoadedChain, LoadedChain.Run {
            private final BlockChain chain;

            StillChain(BlockChain chain) {
                this.chain = chain;
            }

            @Override
            public BlockChain chain() {
                return chain;
            }

            @Override
            public int segments() {
                return 1;
            }

            @Override
            public Run begin(Tensor input, TensorSupply outputs) {
                return this;
            }

            @Override
            public boolean advance() {
                worker = Thread.currentThread().getId();
                return false;
            }

            @Override
            public List<Tensor> outputs() {
                return answer;
            }

            @Override
            public void close() {}
        }
    }
}
