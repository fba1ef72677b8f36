/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.benchmarks.engine.LinkingResults.Switch;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.engine.LinkTimes;
import dev.ashlar.engine.OrtBlockEngine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Times how long one composition after the other takes until it can run. */
final class SwitchRace implements AutoCloseable {
    /*
     * Every composition is joined, run twice and closed, while the one before is still open, as at a switch. Blocks
     * stay open between, as warm blocks do; their files are in memory.
     */
    private static final int WARM_UP = 5;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final OrtBlockEngine engine;
    private final Map<Digest, LoadedBlock> blocks = new LinkedHashMap<>();

    SwitchRace(OrtBlockEngine engine) {
        this.engine = engine;
    }

    /** What joining these compositions costs. */
    Switch run(Network network, String kind, List<BlockChain> chains, Pieces pieces) {
        Tensor input = network.input(1);
        List<Long> read = new ArrayList<>();
        List<Long> link = new ArrayList<>();
        List<Long> open = new ArrayList<>();
        int most = 0;
        List<Long> join = new ArrayList<>();
        List<Long> first = new ArrayList<>();
        LoadedChain before = null;
        for (int i = -WARM_UP; i < chains.size(); i++) {
            BlockChain chain = chains.get(Math.floorMod(i, chains.size()));
            List<LoadedBlock> opened = open(network, chain);
            if (before != null && before.chain().equals(chain)) {
                // Chains that are equal would share their sessions.
                before.close();
                before = null;
            }
            LinkTimes earlier = engine.linkTimes();
            long begun = THREADS.getCurrentThreadCpuTime();
            LoadedChain now = engine.join(network.catalog(), chain, opened, pieces);
            long joined = THREADS.getCurrentThreadCpuTime();
            LinkTimes times = engine.linkTimes().since(earlier);
            now.run(input);
            long ran = THREADS.getCurrentThreadCpuTime();
            now.run(input);
            long again = THREADS.getCurrentThreadCpuTime();
            if (i >= 0) {
                read.add(times.readNanos());
                link.add(times.linkNanos());
                open.add(times.openNanos());
                most = Math.max(most, now.segments());
                join.add(joined - begun);
                first.add((ran - joined) - (again - ran));
            }
            if (before != null) {
                before.close();
            }
            before = now;
        }
        if (before != null) {
            before.close();
        }
        return new Switch(
                network.name(),
                kind,
                most,
                Math.round(Quantiles.of(read, 0.5)),
                Math.round(Quantiles.of(link, 0.5)),
                Math.round(Quantiles.of(open, 0.5)),
                Math.round(Quantiles.of(join, 0.5)),
                Math.round(Quantiles.of(join, 0.95)),
                Math.round(Quantiles.of(first, 0.5)));
    }

    private List<LoadedBlock> open(Network network, BlockChain chain) {
        List<LoadedBlock> opened = new ArrayList<>();
        for (BlockFile file : network.files(chain)) {
            opened.add(blocks.computeIfAbsent(file.digest(), digest -> engine.open(file)));
        }
        return opened;
    }

    @Override
    public void close() {
        blocks.values().forEach(LoadedBlock::close);
    }
}
