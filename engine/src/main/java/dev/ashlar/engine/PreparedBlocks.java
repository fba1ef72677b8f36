/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.profile.Device;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of blocks prepared for one version of ONNX Runtime on one kind of processor: an entry for each digest,
 * whole and verified or not there (I8). It may be deleted at any time.
 *
 * <p><b>Threading</b>: safe for use by many threads and processes.
 */
final class PreparedBlocks {
    /*
     * An entry is written to a folder of a random name beside its place, forced to disk, and renamed. Of several
     * processes that prepare the same block each writes its own, one rename wins, and the others take what is there;
     * no lock can be left behind. A damaged entry is renamed away before it is deleted, so nobody sees half of it, and
     * a session that maps its files keeps them until it closes.
     *
     * The content of an entry is verified once, and again when size, time or identity of a file has changed since.
     */
    private static final Logger LOG = LoggerFactory.getLogger(PreparedBlocks.class);
    private static final int ATTEMPTS = 5;

    private final Path root;
    private final CacheBound bound;
    private final Map<Digest, Object> locks = new ConcurrentHashMap<>();
    private final Map<Digest, List<Object>> verified = new ConcurrentHashMap<>();

    private PreparedBlocks(Path root, long mostBytes) {
        this.root = root;
        this.bound = new CacheBound(root, mostBytes);
    }

    /**
     * The entries for this engine and device below {@code cacheFolder}, which need not exist yet.
     *
     * @param mostBytes that entries that nobody uses are kept within
     */
    static PreparedBlocks in(Path cacheFolder, String engine, Device device, long mostBytes) {
        Path root = cacheFolder.toAbsolutePath().normalize().resolve(engine + "-" + machineKey(device));
        PreparedBlocks blocks = new PreparedBlocks(root, mostBytes);
        Leftovers.sweep(blocks.root);
        return blocks;
    }

    /** A short name for the kind of processor: its architecture and a hash of what it can do. */
    static String machineKey(Device device) {
        String arch = System.getProperty("os.arch", "unknown").replaceAll("[^A-Za-z0-9_]", "");
        // Without a list of features the name of the processor must do.
        String kind = device.features().isEmpty() ? device.cpu() : String.join(" ", device.features());
        return arch + "-"
                + Digest.sha256(kind.getBytes(StandardCharsets.UTF_8)).value().substring(0, 8);
    }

    /** Where all entries lie. */
    Path root() {
        return root;
    }

    /** Where the entry of a block lies or will lie. */
    Path folder(Digest digest) {
        return root.resolve(digest.value());
    }

    /** The entry of a block, prepared now if there is none or a damaged one. */
    PreparedEntry entry(BlockFile file) {
        synchronized (locks.computeIfAbsent(file.digest(), digest -> new Object())) {
            try {
                PreparedEntry entry = find(file.digest());
                if (entry == null) {
                    entry = prepare(file);
                    bound.keep(file.digest());
                }
                return entry;
            } catch (IOException e) {
                throw unwritable(file, e);
            }
        }
    }

    /** Keeps the entry of a block from going while it is open; to be closed with the block. */
    EntryUse use(Digest digest) {
        return EntryUse.of(folder(digest));
    }

    /** The entry of a block if it is there and sound; a damaged one is taken away. */
    private @Nullable PreparedEntry find(Digest digest) throws IOException {
        Path folder = folder(digest);
        try {
            PreparedEntry entry = PreparedEntry.read(folder, digest);
            entry.requireSizes(folder);
            List<Object> stamp = stamp(folder);
            if (!stamp.equals(verified.get(digest))) {
                entry.requireContent(folder);
                String mismatch = SelfTest.mismatch(folder, root);
                if (mismatch != null) {
                    throw new IOException("it does not answer as it should: " + mismatch);
                }
                verified.put(digest, stamp);
            }
            return entry;
        } catch (PreparedEntry.OtherFormat e) {
            LOG.debug("The prepared block in {} is made again: {}", folder, e.toString());
            Leftovers.retire(folder);
            return null;
        } catch (IOException e) {
            if (EngineException.isOutOfFiles(e)) {
                throw e;
            }
            if (Files.exists(folder)) {
                LOG.warn("The prepared block in {} is damaged and will be made again: {}", folder, e.toString());
                Leftovers.retire(folder);
            }
            return null;
        }
    }

    private static List<Object> stamp(Path folder) throws IOException {
        List<Object> stamp = new ArrayList<>();
        for (String name : PreparedEntry.FILES) {
            stamp.add(stampOf(folder.resolve(name)));
        }
        return stamp;
    }

    private static List<Object> stampOf(Path path) throws IOException {
        BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
        return List.of(file.size(), file.lastModifiedTime(), String.valueOf(file.fileKey()));
    }

    /** By what it is known whether the weights of a block are still the same file; empty if there are none. */
    List<Object> weightsStamp(Digest digest) {
        try {
            return stampOf(folder(digest).resolve(PreparedEntry.WEIGHTS));
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The prepared graph of a block whose entry is there. */
    ModelProto graph(Digest digest, boolean plain) throws IOException {
        Path path = folder(digest).resolve(plain ? PreparedEntry.GRAPH : PreparedEntry.LINKED);
        try (InputStream in = Files.newInputStream(path)) {
            return ModelProto.parseFrom(in);
        }
    }

    /** Has the system read the weights of a block, if they are there. */
    void prefetch(Digest digest) {
        try {
            ColdRead.read(folder(digest).resolve(PreparedEntry.WEIGHTS));
        } catch (IOException e) {
            LOG.debug("The weights of {} cannot be read ahead", digest, e);
        }
    }

    /** How long reading what linking needs of an entry takes where nothing of it is in the page cache; null if unknown. */
    @Nullable
    Long coldNanos(Digest digest) {
        Path work = root.resolve(Leftovers.PREPARING + UUID.randomUUID());
        try {
            Files.createDirectory(work);
            return ColdRead.nanos(
                    List.of(
                            folder(digest).resolve(PreparedEntry.LINKED),
                            folder(digest).resolve(PreparedEntry.WEIGHTS)),
                    work);
        } catch (IOException e) {
            LOG.debug("The entry of {} cannot be copied", digest, e);
            return null;
        } finally {
            Leftovers.delete(work);
        }
    }

    /** Has the content of an entry verified anew the next time it is asked for. */
    void doubt(Digest digest) {
        verified.remove(digest);
    }

    private PreparedEntry prepare(BlockFile file) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            PreparedEntry entry = tryPrepare(file);
            if (entry != null) {
                return entry;
            }
        }
        throw new EngineException(
                "The block file %s was prepared in %s %d times, and each time the result vanished. Maybe something else"
                                .formatted(file.path(), root, ATTEMPTS)
                        + " deletes that folder; choose another cache folder.",
                null);
    }

    /** The entry, or null if it or the work on it was deleted by somebody. */
    private @Nullable PreparedEntry tryPrepare(BlockFile file) {
        Path work = root.resolve(Leftovers.PREPARING + UUID.randomUUID());
        boolean begun = false;
        try {
            Files.createDirectories(root);
            Files.createDirectory(work);
            begun = true;
            BlockPreparation.prepare(file, work);
            force(work);
            return publish(work, file.digest());
        } catch (IOException | EngineException e) {
            if (begun && !Files.exists(work)) {
                LOG.info("The folder {} was deleted while a block was prepared in it: {}", root, e.toString());
                return null;
            }
            throw e instanceof EngineException said ? said : unwritable(file, e);
        } finally {
            Leftovers.delete(work);
        }
    }

    private EngineException unwritable(BlockFile file, Exception cause) {
        String advice = EngineException.advice(
                cause,
                "Maybe the disk is full or the folder cannot be written; make room or choose another cache folder.");
        return new EngineException(
                "The block file %s could not be prepared in %s: %s. %s".formatted(file.path(), root, cause, advice),
                cause);
    }

    private @Nullable PreparedEntry publish(Path work, Digest digest) throws IOException {
        Path folder = folder(digest);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
                force(root);
                return justMade(folder, digest);
            } catch (FileSystemException e) {
                if (!Files.exists(folder)) {
                    throw e;
                }
            }
            PreparedEntry other = find(digest);
            if (other != null) {
                return other;
            }
        }
        return null;
    }

    /** The entry that this process has just written and tested; null if it was deleted at once. */
    private @Nullable PreparedEntry justMade(Path folder, Digest digest) {
        try {
            PreparedEntry entry = PreparedEntry.read(folder, digest);
            verified.put(digest, stamp(folder));
            return entry;
        } catch (IOException e) {
            return null;
        }
    }

    /* Makes names in a folder survive a crash. Windows cannot open a folder and does not need it. */
    private static void force(Path folder) throws IOException {
        if (folder.getFileSystem().getSeparator().equals("/")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
