/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.engine.ChainLayout.Span;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins blocks to a network by linking their prepared graphs into few sessions, or block by block where that fails. */
final class LinkJoin {
    /*
     * A run can be interrupted for more urgent work between sessions alone, so a network is linked in pieces of so many
     * multiply-accumulates: some 10 ms of a core that is not the fastest. Tensors between pieces are in the plain
     * layout, which costs a change of layout at each.
     */
    static final long MOST_MACS = 400_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(LinkJoin.class);

    private final BlockOpening opening;

    /** Reasons that were told. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** What ONNX Runtime refused to open linked: it would refuse it again. */
    private final Set<List<Digest>> refused = ConcurrentHashMap.newKeySet();

    LinkJoin(BlockOpening opening) {
        this.opening = opening;
    }

    /** The network. */
    OrtChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks) {
        List<OrtBlock> chosen = ChainJoin.chosen(catalog, chain, blocks);
        chosen.forEach(OrtBlock::requireOpen);
        List<Digest> digests = chosen.stream().map(OrtBlock::digest).toList();
        for (int attempt = 1; attempt <= BlockOpening.ATTEMPTS && !refused.contains(digests); attempt++) {
            try {
                OrtChain linked = link(catalog, chain, chosen);
                if (linked != null) {
                    return linked;
                }
                break;
            } catch (IOException | OrtException e) {
                // An entry may have been deleted, or written over, since it was found.
                chosen.forEach(block -> opening.prepared().doubt(block.digest()));
                if (attempt == BlockOpening.ATTEMPTS) {
                    LOG.warn("The blocks of {} could not be linked and run one by one.", chain, e);
                    refused.add(digests);
                }
            }
        }
        return ChainJoin.join(catalog, chain, blocks);
    }

    /** The network, or null if its blocks cannot be linked. */
    private @Nullable OrtChain link(BlockCatalog catalog, BlockChain chain, List<OrtBlock> blocks)
            throws IOException, OrtException {
        List<Span> spans = spans(catalog, chain);
        List<OpenSession> sessions = new ArrayList<>();
        long privateBytes = 0;
        boolean whole = false;
        try {
            int from = 0;
            for (Span span : spans) {
                List<OrtBlock> own = blocks.subList(from, from + span.blocks().size());
                ModelProto model = model(catalog, chain, span, own);
                if (model == null) {
                    return null;
                }
                sessions.add(OpenSession.linked(
                        "linked blocks %s of %s".formatted(span.name(), chain),
                        model.toByteArray(),
                        opening.prepared().root(),
                        opening.intraOpThreads()));
                privateBytes += Footprints.of(model).privateBytes();
                from += span.blocks().size();
            }
            whole = true;
            return new OrtChain(chain, catalog.input(), ChainLayout.of(catalog, spans), sessions, true, privateBytes);
        } finally {
            if (!whole) {
                sessions.forEach(OpenSession::close);
            }
        }
    }

    /** Consecutive blocks of no more than {@link #MOST_MACS} together, or one alone. */
    private static List<Span> spans(BlockCatalog catalog, BlockChain chain) {
        List<Span> spans = new ArrayList<>();
        List<Block> run = new ArrayList<>();
        long macs = 0;
        for (int i = 0; i < catalog.blocks().size(); i++) {
            Block block = catalog.blocks().get(i);
            long own = block.descendant(chain.choices().get(i)).macs();
            if (!run.isEmpty() && macs + own > MOST_MACS) {
                spans.add(new Span(run));
                run.clear();
                macs = 0;
            }
            run.add(block);
            macs += own;
        }
        spans.add(new Span(run));
        return spans;
    }

    private @Nullable ModelProto model(BlockCatalog catalog, BlockChain chain, Span span, List<OrtBlock> blocks)
            throws IOException {
        Set<String> reads = new LinkedHashSet<>();
        span.inputs().forEach(input -> reads.add(input.name()));
        List<String> writes =
                span.outputs(catalog).stream().map(TensorSpec::name).toList();
        Linker.Result result = Linker.link(parts(blocks, PreparedEntry.LINKED), reads, writes);
        if (result.model() == null) {
            result = Linker.link(parts(blocks, PreparedEntry.GRAPH), reads, writes);
        }
        ModelProto model = result.model();
        if (model == null) {
            if (told.add(chain.model() + result.obstacle())) {
                LOG.info("The blocks of {} run one by one: {}.", chain, result.obstacle());
            }
        }
        return model;
    }

    private List<Linker.Part> parts(List<OrtBlock> blocks, String form) throws IOException {
        List<Linker.Part> parts = new ArrayList<>();
        for (OrtBlock block : blocks) {
            opening.prepared().entry(block.file());
            Path folder = opening.prepared().folder(block.digest());
            try (InputStream in = Files.newInputStream(folder.resolve(form))) {
                parts.add(
                        new Linker.Part(ModelProto.parseFrom(in), folder.getFileName() + "/" + PreparedEntry.WEIGHTS));
            }
        }
        return parts;
    }
}
