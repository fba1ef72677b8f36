/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Paths of files in a tree: names separated by '/'. */
final class EntryPath {
    private static final int MAX_LENGTH = 4096;

    private EntryPath() {}

    /**
     * The path without '.' and empty names.
     *
     * @throws IllegalArgumentException if it leads outside
     */
    static String normal(String raw) {
        List<String> names = new ArrayList<>();
        for (String name : raw.split("/", -1)) {
            if (name.equals("..") || raw.startsWith("/") || raw.length() > MAX_LENGTH || raw.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "the path (%s) leads outside".formatted(raw.substring(0, Math.min(raw.length(), 100))));
            }
            if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return String.join("/", names);
    }

    /** Whether a name on the path is hidden or a system's own. */
    static boolean isHidden(String path) {
        return path.startsWith(".") || path.contains("/.") || path.startsWith("__MACOSX/");
    }

    /** What follows the last '.' of the name, in lower case, or nothing. */
    static String extension(String path) {
        int dot = path.lastIndexOf('.');
        return dot <= path.lastIndexOf('/') ? "" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /** The path without its extension. */
    static String stem(String path) {
        int dot = path.lastIndexOf('.');
        return dot <= path.lastIndexOf('/') ? path : path.substring(0, dot);
    }
}
