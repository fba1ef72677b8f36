/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a folder of prepared blocks within a size. */
final class CacheBound {
    private static final Logger LOG = LoggerFactory.getLogger(CacheBound.class);

    private final Path root;
    private final long mostBytes;

    CacheBound(Path root, long mostBytes) {
        this.root = root;
        this.mostBytes = mostBytes;
    }

    private record Entry(Path folder, long bytes, FileTime used) {}

    /** Deletes entries until the rest is within the size; never those in use, nor the one that was just made. */
    void keep(Digest made) {
        if (mostBytes == Long.MAX_VALUE) {
            return;
        }
        try {
            List<Entry> entries = entries();
            long bytes = entries.stream().mapToLong(Entry::bytes).sum();
            for (Entry entry : entries) {
                boolean isSpared = entry.folder.endsWith(made.value()) || EntryUse.isUsed(entry.folder);
                if (bytes > mostBytes && !isSpared) {
                    LOG.debug("{} goes to make room", entry.folder);
                    Leftovers.retire(entry.folder);
                    bytes -= entry.bytes;
                }
            }
        } catch (IOException e) {
            LOG.warn("The folder {} could not be kept within {} bytes: {}", root, mostBytes, e.toString());
        }
    }

    /** All entries, those first that were opened longest ago. */
    private List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (Stream<Path> folders = Files.list(root)) {
            for (Path folder : folders.filter(CacheBound::isEntry).toList()) {
                try {
                    entries.add(entry(folder));
                } catch (IOException e) {
                    LOG.debug("Somebody else took {} away", folder, e);
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::used));
        return entries;
    }

    private static boolean isEntry(Path folder) {
        return String.valueOf(folder.getFileName()).matches("[0-9a-f]{64}");
    }

    private static Entry entry(Path folder) throws IOException {
        long bytes = 0;
        for (String name : PreparedEntry.FILES) {
            bytes += Files.size(folder.resolve(name));
        }
        Path used = folder.resolve(EntryUse.USED);
        return new Entry(
                folder,
                bytes,
                Files.getLastModifiedTime(Files.exists(used) ? used : folder.resolve(PreparedEntry.RECORD)));
    }
}
