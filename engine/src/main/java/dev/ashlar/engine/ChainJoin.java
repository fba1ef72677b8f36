/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.graph.Shape;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.core.unit.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Joins open blocks to a network by handing the tensors from session to session. */
final class ChainJoin {
    private ChainJoin() {}

    /** The network, once each block has proved to be what the catalog says. */
    static OrtChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        List<OpenSession> sessions = new ArrayList<>();
        List<OrtBlock> chosen = chosen(catalog, chain, blocks);
        for (int i = 0; i < blocks.size(); i++) {
            Block block = catalog.blocks().get(i);
            OpenSession session = chosen.get(i).session();
            requireAgreement(block, session);
            sessions.add(session);
        }
        long privateBytes = chosen.stream()
                .mapToLong(block -> block.footprint().privateBytes())
                .sum();
        return new OrtChain(chain, catalog.input(), ChainLayout.of(catalog), sessions, List.of(), privateBytes);
    }

    /** Throws unless a session reads and writes what the catalog says of its block. */
    static void requireAgreement(Block block, OpenSession session) {
        requireTensors(block, "input", block.inputs(), session.inputs());
        requireTensors(block, "output", block.outputs(), session.outputs());
    }

    /** The blocks, once each has proved to be the descendant that the chain names. */
    static List<OrtBlock> chosen(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        catalog.requireValid(chain);
        Argument.require(
                blocks.size() == catalog.blocks().size(),
                "The blocks (%d) joined to %s must be %d, one for each block of the network.",
                blocks.size(),
                catalog.model(),
                catalog.blocks().size());
        List<OrtBlock> chosen = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = catalog.blocks().get(i);
            Digest wanted = block.descendant(chain.choices().get(i)).digest();
            LoadedBlock loaded = blocks.get(i);
            Argument.require(
                    loaded.digest().equals(wanted),
                    "The block opened for %s (%s) must be the chosen descendant (%s). Maybe the blocks are out of order.",
                    block.id(),
                    loaded.digest(),
                    wanted);
            if (!(loaded instanceof OrtBlock open)) {
                throw new IllegalArgumentException(
                        "The block opened for %s (%s) must come from this kind of engine. Maybe it was opened by another."
                                .formatted(block.id(), loaded.getClass().getName()));
            }
            chosen.add(open);
        }
        return chosen;
    }

    private static void requireTensors(Block block, String kind, List<TensorSpec> specs, Map<String, NodeInfo> actual) {
        Set<String> named = specs.stream().map(TensorSpec::name).collect(Collectors.toCollection(TreeSet::new));
        if (!named.equals(actual.keySet())) {
            throw new EngineException(
                    ("The file of block %s has the %ss %s; the catalog says %s."
                                    + " Maybe the store mixes two imports; import the network again.")
                            .formatted(block.id(), kind, new TreeSet<>(actual.keySet()), named),
                    null);
        }
        for (TensorSpec spec : specs) {
            NodeInfo node = actual.get(spec.name());
            if (node == null || !agrees(spec, node)) {
                throw new EngineException(
                        ("The %s %s of block %s is %s in its file; the catalog says %s of shape %s."
                                        + " Maybe the store mixes two imports; import the network again.")
                                .formatted(kind, spec.name(), block.id(), node, spec.type(), spec.shape()),
                        null);
            }
        }
    }

    /** Whether the catalog's type and nominal shape fit what the session declares. */
    private static boolean agrees(TensorSpec spec, NodeInfo node) {
        if (!(node.getInfo() instanceof TensorInfo info) || OrtTensors.elementType(info) != spec.type()) {
            return false;
        }
        Shape declared = Shape.of(info.getShape());
        boolean undeclared = declared.rank() == 0;
        return undeclared || declared.admits(spec.nominal());
    }
}
