/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.store.StoreException;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds out how a tree of files is to be read as a data set. */
final class Recognition {
    /*
     * From the outermost folder on: a folder that holds nothing but one other is a wrapper and passed through. Then, in
     * this order: IDX files, CIFAR records, images beside labels in the form of YOLO, images, and folders, which are
     * parts if all of them have the names of parts, and classes if all of them hold images themselves.
     */
    private static final Set<String> PARTS =
            Set.of("train", "training", "val", "valid", "validation", "test", "testing", "dev");

    private final FileTree tree;
    private final boolean recursive;

    private Recognition(FileTree tree, boolean recursive) {
        this.tree = tree;
        this.recursive = recursive;
    }

    /** The data set in {@code files} of a tree. */
    static Found recognise(FileTree tree, List<FileTree.Entry> files, DataSetOptions options) {
        String part = options.part();
        return new Recognition(tree, options.recursive()).read(Level.of(files), part == null ? "" : part, "");
    }

    private Found read(Level outer, String part, String chosen) {
        Level level = withoutWrappers(outer, part);
        if (!level.here(file -> IdxFile.isImages(file.name())).isEmpty()) {
            return new RecordLayouts(tree, level, chosen).idx(part);
        }
        if (!level.here(Level::isRecords).isEmpty()) {
            return new RecordLayouts(tree, level, chosen).cifar(part);
        }
        if (ImageLayouts.hasBoxes(level)) {
            return boxes(level, part, chosen);
        }
        if (!part.isEmpty()) {
            String folder = choose(level.folders(), firstOf(part));
            String rest = part.substring(Math.min(part.length(), firstOf(part).length() + 1));
            return read(level.into(folder), rest, join(chosen, folder));
        }
        return images(level, chosen);
    }

    private static String firstOf(String part) {
        int slash = part.indexOf('/');
        return slash < 0 ? part : part.substring(0, slash);
    }

    private static Level withoutWrappers(Level outer, String part) {
        Level level = outer;
        List<String> folders = level.folders();
        while (folders.size() == 1
                && level.here(Level::isData).isEmpty()
                && !ImageLayouts.hasBoxes(level)
                && !firstOf(part).equalsIgnoreCase(folders.get(0))) {
            level = level.into(folders.get(0));
            folders = level.folders();
        }
        return level;
    }

    private Found boxes(Level level, String part, String chosen) {
        Level images = level.into("images");
        List<String> folders = images.folders();
        if (part.isEmpty() && (folders.size() <= 1 || recursive)) {
            return new ImageLayouts(tree, level, chosen).boxes(images);
        }
        String folder = choose(folders, part);
        return new ImageLayouts(tree, level, join(chosen, folder)).boxes(images.into(folder));
    }

    private Found images(Level level, String chosen) {
        ImageLayouts layouts = new ImageLayouts(tree, level, chosen);
        if (recursive) {
            return layouts.plain(level.all(Level::isImage));
        }
        List<FileTree.Entry> here = level.here(Level::isImage);
        List<String> folders = level.folders();
        if (!here.isEmpty() || folders.isEmpty()) {
            return layouts.plain(here);
        }
        if (folders.stream().allMatch(folder -> PARTS.contains(folder.toLowerCase(Locale.ROOT)))) {
            choose(folders, "");
        }
        for (String folder : folders) {
            if (level.into(folder).here(Level::isImage).isEmpty()) {
                throw new StoreException(("The folders of %s (%s) are no classes: %s holds no image itself. Maybe name"
                                + " one of them as the part, or read all recursively.")
                        .formatted(tree.location(), shown(folders), folder));
            }
        }
        return layouts.classes(folders);
    }

    private String choose(List<String> names, String wanted) {
        return choose(tree, names, wanted);
    }

    /** The one of {@code names} that is wanted; the only one if nothing is. */
    static String choose(FileTree tree, List<String> names, String wanted) {
        if (wanted.isEmpty() && names.size() == 1) {
            return names.get(0);
        }
        String found = Level.find(names, wanted);
        if (found.isEmpty()) {
            if (names.isEmpty()) {
                throw new StoreException("The data set (%s) has no parts, and none named %s. Maybe leave the part out."
                        .formatted(tree.location(), wanted));
            }
            throw new StoreException(
                    wanted.isEmpty()
                            ? "The data set (%s) has several parts. Maybe name one of them: %s."
                                    .formatted(tree.location(), shown(names))
                            : "The data set (%s) has no part named %s. Maybe one of: %s."
                                    .formatted(tree.location(), wanted, shown(names)));
        }
        return found;
    }

    private static String shown(List<String> names) {
        String some = String.join(", ", names.subList(0, Math.min(10, names.size())));
        return names.size() > 10 ? some + ", ..." : some;
    }

    private static String join(String outer, String inner) {
        return outer.isEmpty() ? inner : outer + "/" + inner;
    }
}
