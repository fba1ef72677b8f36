/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import java.util.List;

/**
 * Named files, in a folder or in an archive.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 *
 * <p><b>Failure</b>: methods throw {@link dev.ashlar.store.StoreException}, which names the file.
 */
interface FileTree {

    /** Where the user finds it, for messages. */
    String location();

    /** All files, sorted by path. */
    List<Entry> files();

    /** Some bytes of a file; fewer than that is a failure. */
    byte[] read(Entry file, long from, int count);

    /**
     * A file.
     *
     * @param path names separated by '/', without '.', '..' and hidden ones
     * @param size bytes
     * @param position where it begins in its archive; 0 in a folder
     */
    record Entry(String path, long size, long position) implements Comparable<Entry> {

        /** The last name of the path. */
        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        @Override
        public int compareTo(Entry other) {
            return path.compareTo(other.path);
        }
    }
}
