/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.store.StoreException;
import java.nio.file.Path;
import java.util.List;

/** The files in a tar archive, read where they lie: nothing is unpacked, so no name in it can lead anywhere. */
final class TarTree implements FileTree {
    private final String location;
    private final Path tar;
    private final List<Entry> files;

    private TarTree(String location, Path tar, List<Entry> files) {
        this.location = location;
        this.tar = tar;
        this.files = files;
    }

    /**
     * An archive.
     *
     * @param location where the user finds it
     * @param tar where it lies without compression
     */
    static TarTree of(String location, Path tar) {
        return new TarTree(location, tar, TarIndex.read(location, tar));
    }

    @Override
    public String location() {
        return location;
    }

    @Override
    public List<Entry> files() {
        return files;
    }

    @Override
    public byte[] read(Entry file, long from, int count) {
        if (from + count > file.size()) {
            throw new StoreException("The file (%s in %s) ends after %d of %d bytes. Maybe it was cut off."
                    .formatted(file.path(), location, file.size() - from, count));
        }
        return FolderTree.read(tar, file.path(), file.position() + from, count);
    }
}
