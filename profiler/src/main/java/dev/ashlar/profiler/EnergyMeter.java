/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.unit.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Measures what energy a frame of each descendant takes, where the system tells. */
final class EnergyMeter {
    private static final double NANOS_PER_MICRO = 1000;

    private final BlockCatalog catalog;
    private final Supplier<@Nullable Long> microjoules;
    private final Ticker ticker;
    private final long leastNanos;

    /**
     * @param microjoules taken so far; answers null where the system does not tell
     * @param leastNanos that each chain runs
     */
    EnergyMeter(BlockCatalog catalog, Supplier<@Nullable Long> microjoules, Ticker ticker, long leastNanos) {
        this.catalog = catalog;
        this.microjoules = microjoules;
        this.ticker = ticker;
        this.leastNanos = leastNanos;
    }

    /**
     * Energy by descendant, the mean over the chains that hold it; empty where the system does not tell.
     *
     * @param latency of all descendants of the chains
     */
    Map<Digest, Long> nanojoules(
            List<BlockChain> chains, Function<BlockChain, ServingChain> joining, LatencyStudy latency) {
        Map<Digest, List<Double>> shares = new HashMap<>();
        for (BlockChain chain : chains) {
            double frame = frame(chain, joining);
            List<Descendant> chosen = new ArrayList<>();
            double total = 0;
            for (int place = 0; place < catalog.blocks().size(); place++) {
                Descendant descendant =
                        catalog.blocks().get(place).descendant(chain.choices().get(place));
                chosen.add(descendant);
                total += latency.of(place, descendant).cpuNanos();
            }
            for (int place = 0; place < chosen.size() && !Double.isNaN(frame); place++) {
                double share = latency.of(place, chosen.get(place)).cpuNanos() / Math.max(1, total);
                shares.computeIfAbsent(chosen.get(place).digest(), digest -> new ArrayList<>())
                        .add(share * frame);
            }
        }
        Map<Digest, Long> energy = new HashMap<>();
        shares.forEach((digest, all) -> energy.put(
                digest,
                Math.round(
                        all.stream().mapToDouble(Double::doubleValue).average().orElse(0))));
        return energy;
    }

    /** What a frame takes in nanojoules; NaN where the system does not tell. */
    private double frame(BlockChain chain, Function<BlockChain, ServingChain> joining) {
        if (microjoules.get() == null) {
            return Double.NaN;
        }
        try (ServingChain joined = joining.apply(chain)) {
            joined.frame();
            Long before = microjoules.get();
            long start = ticker.nanos();
            long frames = 0;
            do {
                joined.frame();
                frames++;
            } while (ticker.nanos() - start < leastNanos);
            Long after = microjoules.get();
            return before == null || after == null ? Double.NaN : NANOS_PER_MICRO * (after - before) / frames;
        }
    }
}
