/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import java.util.ArrayList;
import java.util.List;

/** A chain of originals with the blocks that it holds open. */
record OpenChain(LoadedChain chain, List<LoadedBlock> blocks) implements AutoCloseable {

    static OpenChain of(BlockEngine engine, CutNet net, List<BlockFile> files) {
        List<LoadedBlock> blocks = open(engine, files);
        return new OpenChain(engine.join(net.catalog(), net.catalog().originalChain(), blocks), blocks);
    }

    /** Block by block. */
    static OpenChain apart(BlockEngine engine, CutNet net, List<BlockFile> files) {
        List<LoadedBlock> blocks = open(engine, files);
        return new OpenChain(engine.joinApart(net.catalog(), net.catalog().originalChain(), blocks), blocks);
    }

    private static List<LoadedBlock> open(BlockEngine engine, List<BlockFile> files) {
        List<LoadedBlock> blocks = new ArrayList<>();
        for (BlockFile file : files) {
            blocks.add(engine.open(file));
        }
        return blocks;
    }

    @Override
    public void close() {
        chain.close();
        blocks.forEach(LoadedBlock::close);
    }
}
