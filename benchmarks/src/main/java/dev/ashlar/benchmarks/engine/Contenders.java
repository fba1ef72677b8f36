/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.benchmarks.engine;

import dev.ashlar.benchmarks.common.BenchmarkException;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.GraphRunner.LoadedGraph;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.engine.ComposedModel;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The ways to run one composition of one network. */
final class Contenders {
    /*
     * Whole, linked and chain run through the same code, with weights mapped from prepared files and outputs written
     * into the caller's buffers: what differs is the graph alone. ort is what users of ONNX Runtime have, a session
     * that optimises the whole network from memory; djl is the predictor of DJL on such a session.
     */
    static final String WHOLE = "whole";
    static final String LINKED = "linked";
    static final String PIECES = "pieces";
    static final String CHAIN = "chain";
    static final String ORT = "ort";
    static final String DJL = "djl";
    static final List<String> ALL = List.of(WHOLE, LINKED, PIECES, CHAIN, ORT, DJL);

    private final OrtBlockEngine engine;
    private final Network network;
    private final BlockChain chain;
    private final byte[] whole;
    private final Path folder;

    /** @param folder for the file of the whole network */
    Contenders(OrtBlockEngine engine, Network network, BlockChain chain, Path folder) {
        this.engine = engine;
        this.network = network;
        this.chain = chain;
        this.folder = folder;
        this.whole = ComposedModel.of(network.catalog(), network.files(chain));
    }

    Contender open(String name) {
        return switch (name) {
            case WHOLE -> whole();
            case LINKED -> joined(Pieces.ONE);
            case PIECES -> joined(Pieces.OF_MODERATE_COST);
            case CHAIN -> chain();
            case ORT -> ort();
            case DJL -> new DjlContender(wholeFile().path(), network.catalog());
            default -> throw new IllegalArgumentException("The contender (%s) must be one of %s.".formatted(name, ALL));
        };
    }

    private BlockFile wholeFile() {
        Digest digest = Digest.sha256(whole);
        Path path = folder.resolve(digest.value() + ".onnx");
        try {
            if (!Files.exists(path)) {
                Files.write(path, whole);
            }
        } catch (IOException e) {
            throw new BenchmarkException("The network %s cannot be written (%s).".formatted(path, e), e);
        }
        return new BlockFile(path, digest, whole.length);
    }

    /** The whole network as the only block of a catalog. */
    private Contender whole() {
        BlockFile file = wholeFile();
        BlockCatalog catalog = network.catalog();
        Descendant only = new Descendant(
                DescendantId.ORIGINAL, List.of(), file.digest(), file.bytes(), file.bytes(), 0, 0, "benchmark");
        Block block = new Block(
                new BlockId("whole"), List.of(catalog.input()), catalog.outputs(), 1, 0, 0, List.of(only), List.of());
        BlockCatalog single = catalog.withBlocks(List.of(block));
        List<LoadedBlock> blocks = List.of(engine.open(file));
        return new Joined(engine.joinApart(single, single.originalChain(), blocks), blocks);
    }

    private List<LoadedBlock> blocks() {
        return network.files(chain).stream().map(engine::open).toList();
    }

    private Contender joined(Pieces pieces) {
        List<LoadedBlock> blocks = blocks();
        return new Joined(engine.join(network.catalog(), chain, blocks, pieces), blocks);
    }

    private Contender chain() {
        List<LoadedBlock> blocks = blocks();
        return new Joined(engine.joinApart(network.catalog(), chain, blocks), blocks);
    }

    private Contender ort() {
        LoadedGraph graph = new OrtGraphRunner().load(whole);
        String input = network.catalog().input().name();
        List<String> outputs =
                network.catalog().outputs().stream().map(TensorSpec::name).toList();
        return new Contender() {
            @Override
            public List<Tensor> run(Tensor tensor) {
                Map<String, Tensor> answers = graph.run(Map.of(input, tensor), outputs);
                List<Tensor> ordered = new ArrayList<>();
                outputs.forEach(name -> ordered.add(Objects.requireNonNull(answers.get(name))));
                return ordered;
            }

            @Override
            public void close() {
                graph.close();
            }
        };
    }

    /**
     * Blocks that are joined.
     *
     * @param chain that runs them
     * @param blocks closed with it
     */
    record Joined(LoadedChain chain, List<LoadedBlock> blocks) implements Contender {
        @Override
        public List<Tensor> run(Tensor input) {
            return chain.run(input);
        }

        @Override
        public void close() {
            chain.close();
            blocks.forEach(LoadedBlock::close);
        }
    }
}
