/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.store.data.FileTree.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The ways in which many images lie in one file. */
final class RecordLayouts {
    private static final int MAX_NAMES_BYTES = 1 << 20;

    private final FileTree tree;
    private final Level level;
    private final String chosen;

    /**
     * A folder of a tree.
     *
     * @param chosen what was chosen on the way to it
     */
    RecordLayouts(FileTree tree, Level level, String chosen) {
        this.tree = tree;
        this.level = level;
        this.chosen = chosen;
    }

    /** MNIST and its like; MNIST calls its test images t10k. */
    Found idx(String wanted) {
        Map<String, Entry> images = new TreeMap<>();
        for (Entry file : level.here(one -> IdxFile.isImages(one.name()))) {
            images.putIfAbsent(IdxFile.partOf(file.name()), file);
        }
        boolean mnist = wanted.equalsIgnoreCase("test") && images.containsKey("t10k");
        String part = Recognition.choose(tree, List.copyOf(images.keySet()), mnist ? "t10k" : wanted);
        Entry file = images.get(part);
        List<Entry> files = new ArrayList<>();
        Entry labels = null;
        for (Entry other : level.here(one -> IdxFile.isLabels(one.name()))) {
            labels = labels == null && IdxFile.partOf(other.name()).equals(part) ? other : labels;
        }
        if (file == null) {
            throw new IllegalStateException("The part (%s) was chosen among the files.".formatted(part));
        }
        files.add(file);
        if (labels != null) {
            files.add(labels);
        }
        return new Found("idx", level, join(part), List.of(), files, new IdxImages(tree, file, labels));
    }

    /** CIFAR-10 and its like, with its own names for the parts. */
    Found cifar(String wanted) {
        Map<String, List<Entry>> parts = new TreeMap<>();
        for (Entry file : level.here(Level::isRecords)) {
            parts.computeIfAbsent(partOf(EntryPath.stem(file.name())), name -> new ArrayList<>())
                    .add(file);
        }
        String part = Recognition.choose(tree, List.copyOf(parts.keySet()), wanted);
        List<Entry> files = parts.getOrDefault(part, List.of());
        return new Found("cifar records", level, join(part), classNames(), files, new CifarRecords(tree, files));
    }

    private static String partOf(String stem) {
        if (stem.matches("data_batch_[0-9]+")) {
            return "train";
        }
        return stem.equals("test_batch") ? "test" : stem;
    }

    private List<String> classNames() {
        for (Entry file : level.here(one -> one.name().equals("batches.meta.txt"))) {
            if (file.size() <= MAX_NAMES_BYTES) {
                String text = new String(tree.read(file, 0, (int) file.size()), StandardCharsets.UTF_8);
                return text.lines().filter(line -> !line.isBlank()).toList();
            }
        }
        return List.of();
    }

    private String join(String part) {
        return chosen.isEmpty() ? part : part.isEmpty() ? chosen : chosen + "/" + part;
    }
}
