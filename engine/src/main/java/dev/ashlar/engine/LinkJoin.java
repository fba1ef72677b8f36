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
    private final LinkedSessions<OpenSession> open = new LinkedSessions<>(OpenSession::close);
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

    /** What is wrong with the answers of a chain; if it is the linking, these blocks are not linked any more. */
    @Nullable
    String mismatch(BlockCatalog catalog, LoadedChain chain, List<LoadedBlock> blocks, Tensor input) {
        List<OrtBlock> chosen = ChainJoin.chosen(catalog, chain.chain(), blocks);
        String mismatch = LinkCheck.mismatch(
                catalog, chain, chosen.stream().map(OrtBlock::file).toList(), input);
        if (mismatch != null) {
            LOG.warn("{} These blocks run one by one from now on.", mismatch);
            retire(chosen.stream().map(OrtBlock::digest).toList());
            return mismatch;
        }
        return NumberCheck.culprit(catalog, chain, input, () -> ChainJoin.join(catalog, chain.chain(), blocks));
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
        List<LinkedSessions<OpenSession>.Lease> leases = new ArrayList<>();
        List<OpenSession> sessions = new ArrayList<>();
        long alone = 0;
        boolean whole = false;
        try {
            for (int from = 0; from < blocks.size(); ) {
                Piece piece = longest(catalog, chain, blocks, from, end(bounds, from, blocks.size()));
                if (piece.lease == null) {
                    OrtBlock block = blocks.get(from);
                    ChainJoin.requireAgreement(piece.span.blocks().get(0), block.session());
                    sessions.add(block.session());
                    alone += block.footprint().privateBytes();
                } else {
                    leases.add(piece.lease);
                    sessions.add(piece.lease.session());
                }
                spans.add(piece.span);
                from += piece.span.blocks().size();
            }
            whole = true;
            return new OrtChain(chain, catalog.input(), ChainLayout.of(catalog, spans), sessions, leases, alone);
        } finally {
            if (!whole) {
                leases.forEach(LinkedSessions.Lease::close);
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

    /** Blocks in one session; without a lease for one block that cannot be linked. */
    private record Piece(Span span, LinkedSessions<OpenSession>.@Nullable Lease lease) {}

    /** As many blocks from {@code from} on, and before {@code to}, as can be linked into one session. */
    private Piece longest(BlockCatalog catalog, BlockChain chain, List<OrtBlock> blocks, int from, int to)
            throws IOException, OrtException {
        for (int end = to; ; end--) {
            Span span = new Span(catalog.blocks().subList(from, end));
            List<OrtBlock> own = blocks.subList(from, end);
            LinkedSessions.Key key = key(catalog, span, own);
            LinkedSessions<OpenSession>.Lease lease = open.find(key);
            if (lease != null) {
                return new Piece(span, lease);
            }
            Linker.Result result = link(own, key);
            ModelProto model = result.model();
            if (model != null) {
                return new Piece(span, open(key, model, span, chain));
            }
            if (end == from + 1) {
                return new Piece(span, null);
            }
            if (told.add(chain.model() + result.obstacle())) {
                LOG.info("Not all blocks of {} can be linked: {}.", chain, result.obstacle());
            }
        }
    }

    private static LinkedSessions.Key key(BlockCatalog catalog, Span span, List<OrtBlock> blocks) {
        Set<String> reads = new LinkedHashSet<>();
        span.inputs().forEach(input -> reads.add(input.name()));
        return new LinkedSessions.Key(
                blocks.stream().map(OrtBlock::digest).toList(),
                reads,
                span.outputs(catalog).stream().map(TensorSpec::name).toList());
    }

    private LinkedSessions<OpenSession>.Lease open(
            LinkedSessions.Key key, ModelProto model, Span span, BlockChain chain) throws OrtException {
        long begun = BlockOpening.cpuNanos();
        OpenSession session = OpenSession.linked(
                "linked blocks %s of %s".formatted(span.name(), chain),
                model.toByteArray(),
                opening.prepared().root(),
                opening.intraOpThreads());
        times.accumulateAndGet(new LinkTimes(1, 0, 0, BlockOpening.cpuNanos() - begun), LinkTimes::plus);
        return open.share(key, session, Footprints.of(model).privateBytes());
    }

    private Linker.Result link(List<OrtBlock> blocks, LinkedSessions.Key key) throws IOException {
        List<Boolean> plain = new ArrayList<>(Collections.nCopies(blocks.size(), false));
        while (true) {
            long begun = BlockOpening.cpuNanos();
            List<LinkPart> parts = new ArrayList<>();
            for (int i = 0; i < blocks.size(); i++) {
                parts.add(blocks.get(i).part(plain.get(i)));
            }
            long read = BlockOpening.cpuNanos();
            Linker.Result result = Linker.link(parts, key.reads(), key.writes());
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
