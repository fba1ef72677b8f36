/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.evaluation;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Times many chains against each other. */
public final class LatencyRace implements AutoCloseable {
    /*
     * Every round times every chain once, in turn, so that whatever slows the machine for a while slows all alike; of the
     * rounds the median counts. One image, one thread. The processor time of that thread is taken beside the time that
     * passed: on a machine that others use, it is the steadier of the two.
     */
    private static final int WARM_UP = 3;

    private final BlockEngine engine;
    private final List<LoadedChain> chains = new ArrayList<>();
    private final List<Tensor> inputs = new ArrayList<>();
    private final Map<String, LoadedBlock> blocks = new LinkedHashMap<>();

    /**
     * How long one image takes.
     *
     * @param wallNanos that passed
     * @param cpuNanos that the thread computed
     */
    public record Time(long wallNanos, long cpuNanos) {}

    /** @param engine that runs them, on the calling thread alone; stays the caller's */
    public LatencyRace(BlockEngine engine) {
        this.engine = engine;
    }

    /** Enters a chain, after those that are entered already. */
    public void enter(CatalogStore store, BlockCatalog catalog, BlockChain chain) {
        List<LoadedBlock> opened = IntStream.range(0, catalog.blocks().size())
                .mapToObj(i -> open(store, catalog, i, chain))
                .toList();
        chains.add(engine.join(catalog, chain, opened));
        inputs.add(Tensor.allocate(catalog.input().type(), catalog.input().nominal()));
    }

    private LoadedBlock open(CatalogStore store, BlockCatalog catalog, int i, BlockChain chain) {
        Descendant chosen = catalog.blocks().get(i).descendant(chain.choices().get(i));
        return blocks.computeIfAbsent(
                chosen.digest().value(),
                key -> engine.open(
                        store.file(catalog.model(), catalog.blocks().get(i).id(), chosen)));
    }

    /** The time of every chain, in the order in which they were entered. */
    public List<Time> run(int rounds) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long[][] wall = new long[chains.size()][rounds];
        long[][] cpu = new long[chains.size()][rounds];
        for (int round = -WARM_UP; round < rounds; round++) {
            for (int i = 0; i < chains.size(); i++) {
                long passed = System.nanoTime();
                long spent = threads.getCurrentThreadCpuTime();
                chains.get(i).run(inputs.get(i));
                if (round >= 0) {
                    cpu[i][round] = threads.getCurrentThreadCpuTime() - spent;
                    wall[i][round] = System.nanoTime() - passed;
                }
            }
        }
        return IntStream.range(0, chains.size())
                .mapToObj(i -> new Time(median(wall[i]), median(cpu[i])))
                .toList();
    }

    static long median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @Override
    public void close() {
        chains.forEach(LoadedChain::close);
        blocks.values().forEach(LoadedBlock::close);
    }
}
