/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.store.data.FileTree.Entry;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A folder within a tree.
 *
 * @param prefix its path with a '/' at the end; empty for the root
 * @param files all files below it, sorted
 */
record Level(String prefix, List<Entry> files) {
    private static final Set<String> IMAGES = Set.of("jpg", "jpeg", "png", "bmp", "gif");

    private static final char AFTER_SLASH = '/' + 1;

    Level {
        files = List.copyOf(files);
    }

    static Level of(List<Entry> files) {
        return new Level("", files);
    }

    static boolean isImage(Entry file) {
        return IMAGES.contains(EntryPath.extension(file.path()));
    }

    static boolean isRecords(Entry file) {
        return EntryPath.extension(file.path()).equals("bin");
    }

    /** Whether a file can be what a data set is made of. */
    static boolean isData(Entry file) {
        return isImage(file) || isRecords(file) || IdxFile.isImages(file.name());
    }

    /** The path of a file below this. */
    String relative(Entry file) {
        return file.path().substring(prefix.length());
    }

    /** The files that lie in this folder itself. */
    List<Entry> here(Predicate<Entry> kind) {
        return files.stream()
                .filter(file -> relative(file).indexOf('/') < 0)
                .filter(kind)
                .toList();
    }

    /** The files that lie here or below. */
    List<Entry> all(Predicate<Entry> kind) {
        return files.stream().filter(kind).toList();
    }

    /** The folders that hold data, here or below, sorted. */
    List<String> folders() {
        Set<String> names = new TreeSet<>();
        for (Entry file : files) {
            int slash = relative(file).indexOf('/');
            if (slash >= 0 && isData(file)) {
                names.add(relative(file).substring(0, slash));
            }
        }
        return List.copyOf(names);
    }

    /** A folder in this; its files lie side by side in the sorted list. */
    Level into(String folder) {
        String below = prefix + folder;
        return new Level(below + "/", files.subList(firstFrom(below + "/"), firstFrom(below + AFTER_SLASH)));
    }

    private int firstFrom(String path) {
        int found = Collections.binarySearch(files, new Entry(path, 0, 0));
        return found < 0 ? -found - 1 : found;
    }

    /** The name of one of {@code names} that is {@code wanted}, upper and lower case alike, or an empty text. */
    static String find(List<String> names, String wanted) {
        return names.stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).equals(wanted.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse("");
    }
}
