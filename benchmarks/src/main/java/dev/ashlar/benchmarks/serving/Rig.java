/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.serving;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.coordinator.Ashlar;
import dev.ashlar.coordinator.AshlarBuilder;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.plan.Planner;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.core.workload.ResourceBudget;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.store.FileStore;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A store of made-up networks, an engine, and what serves them. */
final class Rig implements AutoCloseable {
    /** Plans here are drawn and heed no budget, so none is held against the process. */
    private static final Bytes ALLOWANCE = Bytes.ofMebi(1 << 20);

    static final int RUNS = 31;
    static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Device device = DeviceProbe.current();
    private final FileStore store;
    private final OrtBlockEngine engine;
    private final List<BlockCatalog> catalogs = new ArrayList<>();

    /** @param folder for networks and prepared blocks */
    Rig(Path folder) {
        store = FileStore.open(folder);
        engine = OrtBlockEngine.open(store.cacheFolder());
    }

    FileStore store() {
        return store;
    }

    OrtBlockEngine engine() {
        return engine;
    }

    /** Adds so many networks of one kind, which differ in their weights. */
    List<BlockCatalog> write(MadeUpNetwork kind, String name, int count, long seed) {
        List<BlockCatalog> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(kind.write(store, name + i, seed + i, device, engine.version()));
        }
        catalogs.addAll(made);
        return made;
    }

    Ashlar open(Planner planner, ResourceBudget budget) {
        return open(engine, planner, budget);
    }

    Ashlar open(Planner planner, ResourceBudget budget, UnaryOperator<AshlarBuilder> more) {
        return open(engine, planner, budget, more);
    }

    Ashlar open(BlockEngine blocks, Planner planner, ResourceBudget budget) {
        return open(blocks, planner, budget, builder -> builder);
    }

    private Ashlar open(BlockEngine blocks, Planner planner, ResourceBudget budget, UnaryOperator<AshlarBuilder> more) {
        return get(more.apply(Ashlar.builder()
                        .catalogs(store)
                        .profiles(store)
                        .engine(blocks)
                        .planner(planner)
                        .device(device)
                        .budget(budget)
                        .memoryAllowance(ALLOWANCE)
                        .workers(asked -> CORES))
                .open());
    }

    /** The profile of a network, or null if there is none. */
    @Nullable
    ProfileSnapshot profileOf(BlockCatalog network) {
        return store.find(network.model(), device);
    }

    /** Measures what the originals of a network take, block by block, and writes it into its profile. */
    void profile(BlockCatalog network, Tensor image) {
        List<LoadedBlock> blocks = openOriginals(network);
        List<Long> nanos = new ArrayList<>();
        try (LoadedChain chain = engine.joinApart(network, network.originalChain(), blocks)) {
            long[][] times = new long[blocks.size()][RUNS];
            for (int i = 0; i < RUNS; i++) {
                try (LoadedChain.Run run = chain.begin(image)) {
                    for (long[] block : times) {
                        long from = System.nanoTime();
                        run.advance();
                        block[i] = System.nanoTime() - from;
                    }
                }
            }
            for (long[] block : times) {
                Arrays.sort(block);
                nanos.add(block[RUNS / 2]);
            }
        } finally {
            blocks.forEach(LoadedBlock::close);
        }
        MadeUpNetwork.saveProfile(store, network, device, engine.version(), nanos);
    }

    /** Blocks of the originals, for the caller to close. */
    List<LoadedBlock> openOriginals(BlockCatalog network) {
        List<LoadedBlock> blocks = new ArrayList<>();
        network.blocks()
                .forEach(block -> blocks.add(engine.open(store.file(
                        network.model(), block.id(), block.descendants().get(0)))));
        return blocks;
    }

    /** Room for all networks twice over. */
    ResourceBudget budget() {
        return new ResourceBudget(Bytes.ofMebi(64), CORES);
    }

    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new BenchmarkException("What is to be measured does not run: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
