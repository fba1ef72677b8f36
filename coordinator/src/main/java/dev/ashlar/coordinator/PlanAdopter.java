/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.plan.Plan;
import dev.ashlar.core.unit.Ticker;
import dev.ashlar.core.workload.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Puts plans in force: opens, joins and warms what the next plan needs, swaps, and closes what the last one leaves.
 *
 * <p><b>Threading</b>: all of it happens on one thread of its own, the switch thread, off the frame path and off every
 * event loop (I6).
 *
 * <p><b>Failure</b>: a plan that cannot be opened is given back completely; the running one is untouched.
 */
final class PlanAdopter implements AutoCloseable {
    private final ExecutorService thread;
    private final ChainPool pool;
    private final PlanSwitch plans;
    private final Alerts alerts;
    private final Ticker ticker;
    private volatile @Nullable Thread switcher;

    PlanAdopter(ChainPool pool, PlanSwitch plans, Alerts alerts, ThreadFactory threads, Ticker ticker) {
        this.pool = pool;
        this.plans = plans;
        this.alerts = alerts;
        this.ticker = ticker;
        this.thread = Executors.newSingleThreadExecutor(threads);
    }

    /**
     * Puts a plan in force under the next revision and waits until it is.
     *
     * @param choice a plan that has passed its audit (I4)
     * @param catalogs the manifest of each network in it
     * @param pieces what each chain is to be joined in
     * @throws CoordinatorException if a chain cannot be opened, joined or run
     */
    Adoption adopt(Plan choice, Map<ModelId, BlockCatalog> catalogs, Map<BlockChain, Pieces> pieces) {
        try {
            return CompletableFuture.supplyAsync(() -> switchTo(choice, catalogs, pieces), thread)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CoordinatorException refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    private Adoption switchTo(Plan choice, Map<ModelId, BlockCatalog> catalogs, Map<BlockChain, Pieces> pieces) {
        long from = ticker.nanos();
        Plan plan = choice.at(plans.plan().revision() + 1);
        List<ChainPool.Pooled> chains = new ArrayList<>();
        Map<StreamId, LoadedNetwork> networks = new HashMap<>();
        long fetched = 0;
        for (Map.Entry<StreamId, BlockChain> entry : new TreeMap<>(plan.chains()).entrySet()) {
            ChainPool.Pooled pooled = open(
                    entry.getKey(),
                    entry.getValue(),
                    pieces.getOrDefault(entry.getValue(), Pieces.ONE),
                    catalogs,
                    chains);
            fetched += pooled.takeFetchedBytes();
            chains.add(pooled);
            networks.put(entry.getKey(), pooled.network());
        }
        switcher = Thread.currentThread();
        Adoption adoption = new Adoption(plan, fetched, ticker.nanos() - from);
        plans.swap(new ActivePlan(plan, networks, () -> retire(chains)));
        return adoption;
    }

    private ChainPool.Pooled open(
            StreamId stream,
            BlockChain chain,
            Pieces pieces,
            Map<ModelId, BlockCatalog> catalogs,
            List<ChainPool.Pooled> openedBefore) {
        try {
            BlockCatalog catalog = catalogs.get(chain.model());
            if (catalog == null) {
                throw new IllegalArgumentException("The network %s is not known.".formatted(chain.model()));
            }
            return pool.acquire(catalog, chain, pieces);
        } catch (Throwable t) {
            giveBack(openedBefore);
            CoordinatorException refusal = new CoordinatorException(
                    BusError.FAILED,
                    "The chain (%s) for stream %s cannot be made ready: %s The plan in force stays."
                            .formatted(chain, stream, CoordinatorException.words(t)),
                    t);
            alerts.raise(ChainFailure.code(t), chain.model().value(), CoordinatorException.words(refusal));
            throw refusal;
        }
    }

    /** Sets what all may occupy, and waits until what is warm fits it; see {@link ChainPool#setBudget}. */
    void setBudget(long bytes, long fixedBytes) {
        CompletableFuture.runAsync(() -> pool.setBudget(bytes, fixedBytes), thread)
                .join();
    }

    /** Closes so many bytes of what is warm, as far as there is some; does not wait for it. */
    void cutWarm(long bytes) {
        thread.execute(() -> pool.cutWarm(bytes));
    }

    /** Has a chain joined anew before a plan uses it again; does not wait for it. */
    void distrust(BlockCatalog catalog, BlockChain chain) {
        thread.execute(() -> pool.distrust(catalog, chain));
    }

    private static void giveBack(List<ChainPool.Pooled> chains) {
        chains.forEach(ChainPool.Pooled::release);
    }

    /** At once if the last lease ended with the swap; else on the switch thread, not on the worker that ended it. */
    private void retire(List<ChainPool.Pooled> chains) {
        if (Thread.currentThread() == switcher) {
            giveBack(chains);
        } else {
            thread.execute(() -> giveBack(chains));
        }
    }

    /** Closes all chains and blocks; no frame may be under way any more. Waits for it. */
    @Override
    public void close() {
        thread.execute(() -> {
            plans.swap(new ActivePlan(Plan.NONE.at(plans.plan().revision() + 1), Map.of(), () -> {}));
            pool.close();
        });
        thread.shutdown();
        AshlarThreads.await(thread);
    }
}
