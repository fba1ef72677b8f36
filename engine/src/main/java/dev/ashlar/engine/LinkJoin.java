/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import static java.util.Objects.requireNonNull;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.LoadedBlock;
import dev.ashlar.core.engine.LoadedChain;
import dev.ashlar.core.engine.Pieces;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.TensorSpec;
import dev.ashlar.engine.ChainLayout.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins blocks to a network by linking their prepared graphs into few sessions, as far as they can be linked. */
final class LinkJoin {
    /*
     * Blocks are linked piece by piece, since a run can be interrupted for more urgent work between sessions alone. In
     * a piece, what cannot be linked with what comes before begins a session of its own; a block that cannot be linked
     * at all runs in the session that it has alone.
     */
    private static final Logger LOG = LoggerFactory.getLogger(LinkJoin.class);

    private final BlockOpening opening;
    private final AtomicReference<LinkTimes> times = new AtomicReference<>(LinkTimes.NONE);

    /** Reasons that were told. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    /** What ONNX Runtime refused to open linked, or computes otherwise than the whole network. */
    private final Set<List<Digest>> retired = ConcurrentHashMap.newKeySet();

    LinkJoin(BlockOpening opening) {
        this.opening = opening;
    }

    LinkTimes times() {
        return requireNonNull(times.get());
    }

    /** What differs between a chain and the whole network; these blocks are not linked any more if something does. */
    @Nullable
    String mismatch(BlockCatalog catalog, LoadedChain chain, List<LoadedBlock> blocks, Tensor input) {
        List<OrtBlock> chosen = ChainJoin.chosen(catalog, chain.chain(), blocks);
        String mismatch = LinkCheck.mismatch(
                catalog, chain, chosen.stream().map(OrtBlock::file).toList(), input);
        if (mismatch != null) {
            LOG.warn("{} These blocks run one by one from now on.", mismatch);
            retire(chosen.stream().map(OrtBlock::digest).toList());
        }
        return mismatch;
    }

    /** From now on these blocks run one by one. */
    void retire(List<Digest> digests) {
        retired.add(List.copyOf(digests));
    }

    /** The network. */
    OrtChain join(BlockCatalog catalog, BlockChain chain, List<LoadedBlock> blocks, Pieces pieces) {
        List<OrtBlock> chosen = ChainJoin.chosen(catalog, chain, blocks);
        chosen.forEach(OrtBlock::requireOpen);
        List<Digest> digests = chosen.stream().map(OrtBlock::digest).toList();
        List<Integer> bounds = pieces.bounds(catalog, chain);
        for (int attempt = 1; attempt <= BlockOpening.ATTEMPTS && !retired.contains(digests); attempt++) {
            try {
                return link(catalog, chain, chosen, bounds);
            } catch (IOException | OrtException e) {
                // An entry may have been deleted, or written over, since it was found.
                chosen.forEach(block -> opening.prepared().doubt(block.digest()));
                chosen.forEach(OrtBlock::forget);
                if (attempt == BlockOpening.ATTEMPTS) {
                    LOG.warn("The blocks of {} could not be linked and run one by one.", chain, e);
                    retire(digests);
                }
            }
        }
        return ChainJoin.join(catalog, chain, blocks);
    }

    private OrtChain link(BlockCatalog catalog, BlockChain chain, List<OrtBlock> blocks, List<Integer> bounds)
            throws IOException, OrtException {
        List<Span> spans = new ArrayList<>();
        List<OpenSession> owned = new ArrayList<>();
        List<OpenSession> sessions = new ArrayList<>();
        long privateBytes = 0;
        boolean whole = false;
        try {
            for (int from = 0; from < blocks.size(); ) {
                Linked linked = longest(catalog, chain, blocks, from, end(bounds, from, blocks.size()));
                Span span = linked.span;
                if (linked.model == null) {
                    OrtBlock alone = blocks.get(from);
                    ChainJoin.requireAgreement(span.blocks().get(0), alone.session());
                    sessions.add(alone.session());
                    privateBytes += alone.footprint().privateBytes();
                } else {
                    OpenSession session = open(linked.model, span, chain);
                    owned.add(session);
                    sessions.add(session);
                    privateBytes += Footprints.of(linked.model).privateBytes();
                }
                spans.add(span);
                from += span.blocks().size();
            }
            whole = true;
            ChainLayout layout = ChainLayout.of(catalog, spans);
            return new OrtChain(chain, catalog.input(), layout, sessions, owned, privateBytes);
        } finally {
            if (!whole) {
                owned.forEach(OpenSession::close);
            }
        }
    }

    private static int end(List<Integer> bounds, int from, int size) {
        return bounds.stream()
                .mapToInt(Integer::intValue)
                .filter(bound -> bound > from)
                .findFirst()
                .orElse(size);
    }

    private OpenSession open(ModelProto model, Span span, BlockChain chain) throws OrtException {
        long begun = BlockOpening.cpuNanos();
        OpenSession session = OpenSession.linked(
                "linked blocks %s of %s".formatted(span.name(), chain),
                model.toByteArray(),
                opening.prepared().root(),
                opening.intraOpThreads());
        times.accumulateAndGet(new LinkTimes(1, 0, 0, BlockOpening.cpuNanos() - begun), LinkTimes::plus);
        return session;
    }

    /** Blocks in one graph; the graph is null for one block that cannot be linked. */
    private record Linked(Span span, @Nullable ModelProto model) {}

    /** As many blocks from {@code from} on, and before {@code to}, as can be linked into one graph. */
    private Linked longest(BlockCatalog catalog, BlockChain chain, List<OrtBlock> blocks, int from, int to)
            throws IOException {
        for (int end = to; ; end--) {
            Span span = new Span(catalog.blocks().subList(from, end));
            Linker.Result result = link(catalog, span, blocks.subList(from, end));
            if (result.model() != null || end == from + 1) {
                return new Linked(span, result.model());
            }
            if (told.add(chain.model() + result.obstacle())) {
                LOG.info("Not all blocks of {} can be linked: {}.", chain, result.obstacle());
            }
        }
    }

    private Linker.Result link(BlockCatalog catalog, Span span, List<OrtBlock> blocks) throws IOException {
        Set<String> reads = new LinkedHashSet<>();
        span.inputs().forEach(input -> reads.add(input.name()));
        List<String> writes =
                span.outputs(catalog).stream().map(TensorSpec::name).toList();
        List<Boolean> plain = new ArrayList<>(Collections.nCopies(blocks.size(), false));
        while (true) {
            long begun = BlockOpening.cpuNanos();
            List<Linker.Part> parts = new ArrayList<>();
            for (int i = 0; i < blocks.size(); i++) {
                String weights = blocks.get(i).digest() + "/" + PreparedEntry.WEIGHTS;
                parts.add(new Linker.Part(blocks.get(i).graph(plain.get(i)), weights));
            }
            long read = BlockOpening.cpuNanos();
            Linker.Result result = Linker.link(parts, reads, writes);
            LinkTimes spent = new LinkTimes(0, read - begun, BlockOpening.cpuNanos() - read, 0);
            times.accumulateAndGet(spent, LinkTimes::plus);
            // A block whose inputs cannot be put into the blocked layout is taken as it runs alone.
            if (result.model() != null || result.unfit() < 0 || plain.get(result.unfit())) {
                return result;
            }
            plain.set(result.unfit(), true);
        }
    }
}
