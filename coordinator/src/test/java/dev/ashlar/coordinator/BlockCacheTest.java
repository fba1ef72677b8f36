/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
    private static final long KIB = 1024;

    private final FakeEngine engine = new FakeEngine();
    private BlockCache cache = new BlockCache(1000 * KIB, Long.MAX_VALUE);

    @AfterEach
    void closesEverythingWithoutABreach() {
        cache.close();
        assertThat(engine.openBlocks()).isZero();
        assertThat(engine.breaches()).isEmpty();
    }

    @Test
    void opensABlockOnceForAllWhoLeaseIt() {
        BlockCache.Lease first = lease("a", 100);
        BlockCache.Lease second = lease("a", 100);

        assertThat(first.block()).isSameAs(second.block());
        assertThat(first.fetchedBytes()).isEqualTo(100 * KIB);
        assertThat(second.fetchedBytes()).as("it was there").isZero();
        assertThat(engine.opened()).isEqualTo(1);
        first.close();
        second.close();
    }

    @Test
    void keepsABlockWarmAfterItsLastLease() {
        lease("a", 100).close();

        assertThat(engine.openBlocks()).isEqualTo(1);
        assertThat(cache.resident()).containsExactly(digest("a"));
        BlockCache.Lease again = lease("a", 100);
        assertThat(again.fetchedBytes()).isZero();
        assertThat(engine.opened()).isEqualTo(1);
        again.close();
    }

    @Test
    void neverClosesWhatIsLeasedHoweverSmallTheRoom() {
        BlockCache.Lease held = lease("a", 600);
        BlockCache.Lease other = lease("b", 600);
        cache.setRoom(0);

        assertThat(engine.openBlocks()).as("I2").isEqualTo(2);
        held.close();
        assertThat(engine.openBlocks()).isEqualTo(1);
        other.close();
        assertThat(engine.openBlocks()).isZero();
    }

    @Test
    void closesWarmBlocksThatLeasedOnesNeedTheRoomOf() {
        lease("warm", 600).close();
        assertThat(engine.openBlocks()).isEqualTo(1);

        BlockCache.Lease held = lease("held", 600);

        assertThat(engine.isOpen(digest("warm"))).isFalse();
        assertThat(cache.holding()).isEqualTo(new BlockCache.Holding(600 * KIB, 0, 1));
        held.close();
    }

    @Test
    void makesRoomBeforeItOpensABlock() {
        lease("warm", 600).close();
        lease("small", 300).close();
        List<Integer> openBefore = new ArrayList<>();
        engine.onOpen(digest -> openBefore.add(engine.openBlocks()));

        lease("held", 650).close();

        assertThat(openBefore).as("the small one may stay").allMatch(blocks -> blocks <= 1);
        assertThat(engine.isOpen(digest("warm"))).isFalse();
    }

    @Test
    void keepsItsRoomWhenABlockThatItMadeRoomForCannotBeOpened() {
        engine.onOpen(digest -> {
            throw new FakeFailure("broken on purpose");
        });
        assertThatThrownBy(() -> lease("large", 1000)).isInstanceOf(FakeFailure.class);
        engine.onOpen(digest -> {});

        lease("a", 900).close();

        assertThat(engine.isOpen(digest("a"))).as("warm").isTrue();
    }

    @Test
    void closesWarmBlocksWhenTheRoomShrinks() {
        lease("a", 300).close();
        lease("b", 300).close();
        assertThat(cache.holding().warmBytes()).isEqualTo(600 * KIB);

        cache.setRoom(400 * KIB);

        assertThat(cache.holding().warmBytes()).isEqualTo(300 * KIB);
        assertThat(engine.openBlocks()).isEqualTo(1);
    }

    @Test
    void keepsNoMoreWarmThanItIsAllowedTo() {
        cache = new BlockCache(1000 * KIB, 300 * KIB);
        lease("a", 200).close();
        lease("b", 200).close();

        assertThat(cache.holding().warmBytes()).isEqualTo(200 * KIB);
    }

    @Test
    void countsTinyBlocksToo() {
        cache = new BlockCache(8 * KIB, Long.MAX_VALUE);
        for (int i = 0; i < 100; i++) {
            lease("tiny" + i, 0).close();
        }

        assertThat(engine.openBlocks()).isLessThanOrEqualTo(8);
    }

    @Test
    void isAsItWasWhenABlockCannotBeOpened() {
        engine.onOpen(digest -> {
            throw new FakeFailure("broken on purpose");
        });

        assertThatThrownBy(() -> lease("a", 100)).isInstanceOf(FakeFailure.class);
        assertThat(cache.resident()).isEmpty();
        assertThat(cache.holding()).isEqualTo(new BlockCache.Holding(0, 0, 0));
        engine.onOpen(digest -> {});
        lease("a", 100).close();
        assertThat(engine.opened()).isEqualTo(1);
    }

    @Test
    void keepsNothingWarmThatWasDiscarded() {
        BlockCache.Lease fresh = lease("a", 100);
        BlockCache.Lease beside = lease("a", 100);
        fresh.discard();
        assertThat(engine.openBlocks()).as("still leased").isEqualTo(1);

        beside.close();
        assertThat(engine.openBlocks()).isZero();
    }

    @Test
    void keepsWhatWasWarmBeforeADiscardedLease() {
        lease("a", 100).close();
        lease("a", 100).discard();

        assertThat(engine.openBlocks()).isEqualTo(1);
    }

    @Test
    void endsALeaseOnce() {
        BlockCache.Lease lease = lease("a", 100);
        BlockCache.Lease beside = lease("a", 100);
        lease.close();
        lease.close();
        lease.discard();

        assertThat(cache.holding().leasedBytes()).isEqualTo(100 * KIB);
        beside.close();
    }

    @Test
    void closesLeasedBlocksWithTheirLastLeaseOnceItIsClosed() {
        BlockCache.Lease lease = lease("a", 100);
        lease("b", 100).close();
        cache.close();

        assertThat(engine.openBlocks()).isEqualTo(1);
        assertThatIllegalStateException().isThrownBy(() -> lease("c", 100));
        lease.close();
        assertThat(engine.openBlocks()).isZero();
    }

    @Test
    void survivesABlockThatDoesNotClose() {
        engine.onClose(digest -> {
            throw new FakeFailure("broken on purpose");
        });
        lease("a", 600).close();
        BlockCache.Lease held = lease("b", 600);

        assertThat(cache.resident()).containsExactly(digest("b"));
        held.close();
    }

    @Test
    void holdsNoMoreThanItsRoomBeyondWhatIsLeasedWhateverHappens() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            FakeEngine own = new FakeEngine();
            BlockCache fuzzed = new BlockCache(1000 * KIB, Long.MAX_VALUE);
            long room = 1000 * KIB;
            List<BlockCache.Lease> leases = new ArrayList<>();
            Map<String, Long> sizes = new HashMap<>();
            for (int i = 0; i < 200; i++) {
                int what = random.nextInt(10);
                if (what < 5) {
                    String name = "n" + random.nextInt(12);
                    long size = sizes.computeIfAbsent(name, key -> (long) random.nextInt(300)) * KIB;
                    leases.add(fuzzed.lease(
                            digest(name), size, () -> own.open(new BlockFile(Path.of("x"), digest(name), size))));
                } else if (what < 9 && !leases.isEmpty()) {
                    BlockCache.Lease ended = leases.remove(random.nextInt(leases.size()));
                    if (random.nextInt(5) == 0) {
                        ended.discard();
                    } else {
                        ended.close();
                    }
                } else if (what == 9) {
                    room = random.nextInt(2000) * KIB;
                    fuzzed.setRoom(room);
                }
                BlockCache.Holding holding = fuzzed.holding();
                assertThat(holding.warmBytes())
                        .as("seed %d", seed)
                        .isLessThanOrEqualTo(Math.max(0, room - holding.leasedBytes()));
                assertThat(holding.blocks()).as("seed %d", seed).isEqualTo(own.openBlocks());
                assertThat(fuzzed.resident()).as("seed %d", seed).hasSize(own.openBlocks());
            }
            leases.forEach(BlockCache.Lease::close);
            fuzzed.close();
            assertThat(own.openBlocks()).as("seed %d", seed).isZero();
            assertThat(own.breaches()).as("seed %d", seed).isEmpty();
        }
    }

    private BlockCache.Lease lease(String name, long kibibytes) {
        return cache.lease(
                digest(name),
                kibibytes * KIB,
                () -> engine.open(new BlockFile(Path.of(name), digest(name), kibibytes * KIB)));
    }

    private static Digest digest(String name) {
        return Digest.sha256(name.getBytes(StandardCharsets.UTF_8));
    }
}
