/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.core.block.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A data set that was recognised in a tree.
 *
 * @param kind how it is kept
 * @param level the folder it lies in
 * @param part what was chosen of several, or an empty text
 * @param classes names of the classes in the order of their indices; empty if unknown
 * @param files what it is made of, in order
 * @param samples its images
 */
record Found(String kind, Level level, String part, List<String> classes, List<FileTree.Entry> files, Samples samples) {

    /** The set, named after {@code name} and what was chosen. */
    DataSet named(String name) {
        return DataSet.of(part.isEmpty() ? name : name + "/" + part, digest(), classes, samples);
    }

    /** The listing decides: the same set in a folder and in an archive has one digest. */
    Digest digest() {
        StringBuilder listing =
                new StringBuilder("ashlar data set 1\n").append(kind).append('\n');
        classes.forEach(name -> listing.append(name).append('\n'));
        files.forEach(file -> listing.append(level.relative(file))
                .append('\t')
                .append(file.size())
                .append('\n'));
        return Digest.sha256(listing.toString().getBytes(StandardCharsets.UTF_8));
    }
}
