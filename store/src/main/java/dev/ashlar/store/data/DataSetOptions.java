/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How a data set is to be read.
 *
 * @param part the folder or record file to read where there are several, such as {@code test}; null where there is one
 * @param recursive whether all images below a folder are read as one set of which nothing is known
 * @param cacheFolder where compressed archives are unpacked to, once; null if there is none
 */
public record DataSetOptions(@Nullable String part, boolean recursive, @Nullable Path cacheFolder) {
    private static final DataSetOptions PLAIN = new DataSetOptions(null, false, null);

    /** One part, folders as classes, no cache. */
    public static DataSetOptions plain() {
        return PLAIN;
    }

    /** These, with one part of several. */
    public DataSetOptions withPart(String name) {
        return new DataSetOptions(name, recursive, cacheFolder);
    }

    /** These, with all images below a folder. */
    public DataSetOptions recursively() {
        return new DataSetOptions(part, true, cacheFolder);
    }

    /** These, with a folder for what is unpacked; it may be deleted at any time. */
    public DataSetOptions cachingIn(Path folder) {
        return new DataSetOptions(part, recursive, folder);
    }
}
