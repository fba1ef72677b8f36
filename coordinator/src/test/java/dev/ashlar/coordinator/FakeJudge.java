/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.profile.CompositionJudge;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Scores;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A judge that says what it was told to, and holds every answer against what the chain must have stamped. */
final class FakeJudge implements CompositionJudge {
    static final int IMAGES = 3;

    /** The first number of every image. */
    static final float FIRST = 1000;

    private final Queue<BlockChain> begun = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> judged = new ConcurrentLinkedQueue<>();
    private final CountDownLatch refused = new CountDownLatch(1);
    private volatile double quality = 0.88;
    private volatile boolean knowing = true;
    private volatile IntConsumer onRead = image -> {};
    private volatile IntConsumer onJudge = image -> {};

    void quality(double told) {
        quality = told;
    }

    /** Whether it has images. */
    void knowing(boolean known) {
        knowing = known;
    }

    /** Is down once it was asked while it had no images. */
    CountDownLatch refused() {
        return refused;
    }

    /** Called before an image is read; may throw or wait. */
    void onRead(IntConsumer hook) {
        onRead = hook;
    }

    /** Called before an image is judged; may throw or wait. */
    void onJudge(IntConsumer hook) {
        onJudge = hook;
    }

    /** Whatever was begun, in order. */
    List<BlockChain> begun() {
        return List.copyOf(begun);
    }

    /** The images that were judged, in order, of all compositions. */
    List<Integer> judged() {
        return List.copyOf(judged);
    }

    @Override
    public @Nullable Judging begin(BlockCatalog catalog, ProfileSnapshot profile, BlockChain chain) {
        if (!knowing) {
            refused.countDown();
            return null;
        }
        begun.add(chain);
        return new FakeJudging(catalog, chain);
    }

    private final class FakeJudging implements Judging {
        private final BlockCatalog catalog;
        private final BlockChain chain;
        private int done;

        FakeJudging(BlockCatalog catalog, BlockChain chain) {
            this.catalog = catalog;
            this.chain = chain;
        }

        @Override
        public int images() {
            return IMAGES;
        }

        @Override
        public int judged() {
            return done;
        }

        @Override
        public void read(Tensor input) {
            onRead.accept(done);
            input.floats().put(0, FIRST + done);
        }

        @Override
        public void judge(List<Tensor> outputs) {
            onJudge.accept(done);
            assertThat(outputs.get(0).toFloats()).isEqualTo(FakeNets.stamps(catalog, chain, FIRST + done));
            judged.add(done++);
        }

        @Override
        public MeasuredComposition result() {
            assertThat(done).isEqualTo(IMAGES);
            return new MeasuredComposition(
                    MeasuredComposition.Purpose.PLAN, chain.choices(), new Scores(quality, 0.9, 0.01, 0.1, 0.1, 0.1));
        }
    }
}
