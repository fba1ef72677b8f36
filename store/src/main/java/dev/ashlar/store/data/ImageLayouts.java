/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.core.quality.Truth;
import dev.ashlar.store.StoreException;
import dev.ashlar.store.data.FileTree.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The ways in which image files lie in folders. */
final class ImageLayouts {
    private static final String IMAGES = "images";
    private static final String LABELS = "labels/";

    private final FileTree tree;
    private final Level level;
    private final String part;

    /**
     * A folder of a tree.
     *
     * @param part what was chosen on the way to it
     */
    ImageLayouts(FileTree tree, Level level, String part) {
        this.tree = tree;
        this.level = level;
        this.part = part;
    }

    /** Images of which nothing is known. */
    Found plain(List<Entry> images) {
        return found(
                "plain images",
                List.of(),
                images,
                images.stream()
                        .map(file -> new ImageFiles.Labelled(file, () -> Truth.NONE))
                        .toList());
    }

    /** A folder for each class. */
    Found classes(List<String> folders) {
        List<Entry> files = new ArrayList<>();
        List<ImageFiles.Labelled> images = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            Truth truth = new Truth.Label(i);
            for (Entry file : level.into(folders.get(i)).here(Level::isImage)) {
                files.add(file);
                images.add(new ImageFiles.Labelled(file, () -> truth));
            }
        }
        return found("images by class", folders, files, images);
    }

    /** Whether images lie in a folder of that name and labels beside it, as YOLO's tools want them. */
    static boolean hasBoxes(Level level) {
        return level.folders().contains(IMAGES) && !labels(level).isEmpty();
    }

    /** Files of boxes by the path of their image below its folder, without extension. */
    private static Map<String, Entry> labels(Level level) {
        Map<String, Entry> labels = new HashMap<>();
        for (Entry file : level.all(one -> EntryPath.extension(one.path()).equals("txt"))) {
            String path = "/" + level.relative(file);
            int at = path.indexOf("/" + LABELS);
            if (at >= 0) {
                labels.putIfAbsent(EntryPath.stem(path.substring(at + 1 + LABELS.length())), file);
            }
        }
        return labels;
    }

    /** Images with boxes; one without a file of boxes has none, as YOLO's tools read it. */
    Found boxes(Level chosen) {
        Map<String, Entry> labels = labels(level);
        List<Entry> files = new ArrayList<>();
        List<ImageFiles.Labelled> images = new ArrayList<>();
        for (Entry image : chosen.all(Level::isImage)) {
            String path = level.relative(image).substring(IMAGES.length() + 1);
            Entry boxes = labels.get(EntryPath.stem(path));
            files.add(image);
            if (boxes == null) {
                images.add(new ImageFiles.Labelled(image, () -> new Truth.Boxes(List.of())));
            } else {
                files.add(boxes);
                images.add(new ImageFiles.Labelled(image, () -> YoloBoxes.read(tree, boxes)));
            }
        }
        if (files.size() == images.size()) {
            throw new StoreException(
                    ("None of the %d label files in %s, such as %s, is named like one of the %d images."
                                    + " Maybe they belong to other images.")
                            .formatted(
                                    labels.size(),
                                    tree.location(),
                                    new TreeSet<>(labels.values()).first().path(),
                                    images.size()));
        }
        return found("images with boxes", List.of(), files, images);
    }

    private Found found(String kind, List<String> classes, List<Entry> files, List<ImageFiles.Labelled> images) {
        if (images.isEmpty()) {
            throw new StoreException(
                    ("There is no image in %s. Maybe it is another folder; JPEG, PNG, BMP and GIF files,"
                                    + " CIFAR records (.bin) and IDX files are read.")
                            .formatted(tree.location()));
        }
        return new Found(kind, level, part, classes, files, new ImageFiles(tree, images));
    }
}
