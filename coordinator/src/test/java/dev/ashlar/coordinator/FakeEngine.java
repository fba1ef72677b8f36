/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.engine.ProcessMemory;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.engine.TensorSupply;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * An engine whose blocks stamp what passes through them: the output of a chain tells which blocks ran. It notes every
 * breach of the rules of its port, and a test can hook into everything it does.
 */
final class FakeEngine implements BlockEngine {
    private final Map<Digest, FakeBlock> open = new ConcurrentHashMap<>();
    private final Queue<String> breaches = new ConcurrentLinkedQueue<>();
    private final AtomicInteger chains = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong joined = new AtomicLong();
    private volatile Consumer<Digest> onOpen = digest -> {};
    private volatile Consumer<BlockChain> onJoin = chain -> {};
    private volatile BiConsumer<BlockChain, List<Integer>> onPieces = (chain, bounds) -> {};
    private volatile Consumer<Segment> onSegment = segment -> {};
    private volatile Consumer<Digest> onClose = digest -> {};
    private volatile @Nullable Function<BlockChain, @Nullable String> onCheck;
    private volatile Consumer<Digest> onPrefetch = digest -> {};
    private volatile Supplier<@Nullable ProcessMemory> memory = () -> null;
    private volatile ToLongFunction<BlockChain> ownBytes = chain -> 0;
    private volatile Predicate<BlockChain> nan = chain -> false;
    private final AtomicInteger trimmed = new AtomicInteger();

    /** One step of one run. */
    record Segment(BlockChain chain, int index, float input) {}

    /** Called before a block is opened; may throw. */
    void onOpen(Consumer<Digest> hook) {
        onOpen = hook;
    }

    /** Called before a chain is joined; may throw. */
    void onJoin(Consumer<BlockChain> hook) {
        onJoin = hook;
    }

    /** Told what pieces a chain is joined in, by the blocks that begin one. */
    void onPieces(BiConsumer<BlockChain, List<Integer>> hook) {
        onPieces = hook;
    }

    /** Called within each segment of each run, that of warming included; may throw or wait. */
    void onSegment(Consumer<Segment> hook) {
        onSegment = hook;
    }

    /** Called when a block is closed; may throw. */
    void onClose(Consumer<Digest> hook) {
        onClose = hook;
    }

    /** Called when a chain is checked; answers with what is wrong with it. */
    void onCheck(Function<BlockChain, @Nullable String> hook) {
        onCheck = hook;
    }

    /** Called when a block is prefetched; may throw. */
    void onPrefetch(Consumer<Digest> hook) {
        onPrefetch = hook;
    }

    /** What the process is to occupy. */
    void memory(Supplier<@Nullable ProcessMemory> reading) {
        memory = reading;
    }

    /** What a chain is to occupy of its own. */
    void ownBytes(ToLongFunction<BlockChain> bytes) {
        ownBytes = bytes;
    }

    /** Which chains answer with what is not a number. */
    void answerNaN(Predicate<BlockChain> chains) {
        nan = chains;
    }

    /** How often memory was given back. */
    int trimmed() {
        return trimmed.get();
    }

    @Override
    public @Nullable ProcessMemory memory() {
        return memory.get();
    }

    @Override
    public void trim() {
        trimmed.incrementAndGet();
    }

    @Override
    public @Nullable String mismatch(BlockCatalog catalog, LoadedChain chain, List<LoadedBlock> blocks, Tensor input) {
        FakeStore.requireOffEventLoop();
        Function<BlockChain, @Nullable String> hook = onCheck;
        if (hook == null) {
            return null;
        }
        chain.run(input);
        return hook.apply(chain.chain());
    }

    /** Rules of the port that were broken, such as a block closed under a run (I2). */
    List<String> breaches() {
        return List.copyOf(breaches);
    }

    int openBlocks() {
        return open.size();
    }

    boolean isOpen(Digest digest) {
        return open.containsKey(digest);
    }

    int openChains() {
        return chains.get();
    }

    int openRuns() {
        return runs.get();
    }

    /** Blocks opened ever. */
    long opened() {
        return opened.get();
    }

    /** Chains joined ever. */
    long joined() {
        return joined.get();
    }

    @Override
    public String version() {
        return FakeNets.ENGINE;
    }

    @Override
    public LoadedBlock open(BlockFile file) {
        FakeStore.requireOffEventLoop();
        onOpen.accept(file.digest());
        FakeBlock block = new FakeBlock(file.digest(), file.bytes());
        opened.incrementAndGet();
        if (open.putIfAbsent(file.digest(), block) != null) {
            breaches.add("Block %s was opened twice.".formatted(file.digest()));
        }
        return block;
    }

    @Override
    public LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        FakeStore.requireOffEventLoop();
        catalog.requireValid(chain);
        onJoin.accept(chain);
        List<FakeBlock> joinedBlocks = new ArrayList<>();
        for (LoadedBlock block : blocks) {
            FakeBlock fake = (FakeBlock) block;
            fake.requireOpen("joined");
            fake.users.incrementAndGet();
            joinedBlocks.add(fake);
        }
        chains.incrementAndGet();
        joined.incrementAndGet();
        return new FakeChain(chain, joinedBlocks);
    }

    @Override
    public LoadedChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks, Pieces pieces) {
        onPieces.accept(chain, pieces.bounds(catalog, chain));
        return join(catalog, chain, blocks);
    }

    @Override
    public void close() {
        breaches.add("The coordinator closed an engine that is not its own.");
    }

    private final class FakeBlock implements LoadedBlock {
        private final Digest digest;
        private final long bytes;
        private final AtomicInteger users = new AtomicInteger();
        private volatile boolean closed;

        FakeBlock(Digest digest, long bytes) {
            this.digest = digest;
            this.bytes = bytes;
        }

        void requireOpen(String doing) {
            if (closed) {
                breaches.add("I2: block %s was %s after it was closed.".formatted(digest, doing));
            }
        }

        @Override
        public Digest digest() {
            return digest;
        }

        @Override
        public Footprint footprint() {
            return new Footprint(bytes, 0);
        }

        @Override
        public void prefetch() {
            FakeStore.requireOffEventLoop();
            requireOpen("prefetched");
            onPrefetch.accept(digest);
        }

        @Override
        public void close() {
            FakeStore.requireOffEventLoop();
            requireOpen("closed");
            closed = true;
            open.remove(digest, this);
            if (users.get() != 0) {
                breaches.add("I2: block %s was closed under %d chains.".formatted(digest, users.get()));
            }
            onClose.accept(digest);
        }
    }

    private final class FakeChain implements LoadedChain {
        private final BlockChain chain;
        private final List<FakeBlock> blocks;
        private final AtomicInteger running = new AtomicInteger();
        private volatile boolean closed;

        FakeChain(BlockChain chain, List<FakeBlock> blocks) {
            this.chain = chain;
            this.blocks = blocks;
        }

        @Override
        public BlockChain chain() {
            return chain;
        }

        @Override
        public int segments() {
            return blocks.size();
        }

        @Override
        public long privateBytes() {
            return ownBytes.applyAsLong(chain);
        }

        @Override
        public Run begin(Tensor input, TensorSupply outputs) {
            if (closed) {
                breaches.add("I2: chain %s was run after it was closed.".formatted(chain));
            }
            running.incrementAndGet();
            runs.incrementAndGet();
            return new FakeRun(this, input, outputs);
        }

        @Override
        public void close() {
            if (closed) {
                breaches.add("Chain %s was closed twice.".formatted(chain));
                return;
            }
            closed = true;
            chains.decrementAndGet();
            if (running.get() != 0) {
                breaches.add("I2: chain %s was closed under %d runs.".formatted(chain, running.get()));
            }
            blocks.forEach(block -> block.users.decrementAndGet());
        }
    }

    private final class FakeRun implements LoadedChain.Run {
        private final FakeChain chain;
        private final Tensor input;
        private final TensorSupply supply;
        private final float value;
        private final float[] stamps;
        private int next;
        private boolean closed;

        FakeRun(FakeChain chain, Tensor input, TensorSupply supply) {
            this.chain = chain;
            this.input = input;
            this.supply = supply;
            this.value = input.floats().get(0);
            this.stamps = new float[chain.blocks.size() + 1];
        }

        @Override
        public boolean advance() {
            FakeBlock block = chain.blocks.get(next);
            block.requireOpen("run");
            onSegment.accept(new Segment(chain.chain, next, value));
            block.requireOpen("run");
            if (input.floats().get(0) != value) {
                breaches.add("The input of a run changed under it.");
            }
            stamps[next] = FakeNets.stamp(block.digest);
            next++;
            return next < chain.blocks.size();
        }

        @Override
        public List<Tensor> outputs() {
            stamps[stamps.length - 1] = nan.test(chain.chain) ? Float.NaN : value;
            Tensor output = supply.take(ElementType.FLOAT32, Shape.of(stamps.length));
            output.floats().put(stamps);
            return List.of(output);
        }

        @Override
        public void close() {
            if (closed) {
                breaches.add("A run was closed twice.");
                return;
            }
            closed = true;
            runs.decrementAndGet();
            chain.running.decrementAndGet();
        }
    }
}
