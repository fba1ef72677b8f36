/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.core.quality.Box;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The boxes of one image in the text form of YOLO: a line {@code class x y width height} for each, centre and extent in
 * shares of the image. The class is read over: a box here says where something is, not what.
 */
final class YoloBoxes {
    private static final int MAX_BYTES = 1 << 20;
    private static final int FIELDS = 5;
    private static final Pattern BLANK = Pattern.compile("\\s+");

    private YoloBoxes() {}

    static Truth read(FileTree tree, FileTree.Entry file) {
        if (file.size() > MAX_BYTES) {
            throw fault(tree, file, 1, "%d bytes are too many".formatted(file.size()));
        }
        String text = new String(tree.read(file, 0, (int) file.size()), StandardCharsets.UTF_8);
        List<Box> boxes = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                boxes.add(box(tree, file, number, line.strip()));
            }
        }
        return new Truth.Boxes(boxes);
    }

    private static Box box(FileTree tree, FileTree.Entry file, int number, String line) {
        String[] fields = BLANK.split(line, -1);
        if (fields.length != FIELDS) {
            throw fault(tree, file, number, "%d fields must be %d".formatted(fields.length, FIELDS));
        }
        double[] values = new double[FIELDS];
        for (int i = 1; i < FIELDS; i++) {
            values[i] = share(tree, file, number, fields[i]);
        }
        return new Box(
                clamp(values[1] - values[3] / 2),
                clamp(values[2] - values[4] / 2),
                clamp(values[1] + values[3] / 2),
                clamp(values[2] + values[4] / 2));
    }

    private static double share(FileTree tree, FileTree.Entry file, int number, String field) {
        try {
            double value = Double.parseDouble(field);
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw fault(tree, file, number, "'%s' is no number".formatted(shortened(field)));
        }
        throw fault(tree, file, number, "'%s' does not lie between 0 and 1".formatted(shortened(field)));
    }

    private static String shortened(String field) {
        return field.length() <= 20 ? field : field.substring(0, 20) + "...";
    }

    private static double clamp(double value) {
        return Math.max(0, Math.min(1, value));
    }

    private static StoreException fault(FileTree tree, FileTree.Entry file, int line, String what) {
        return new StoreException(
                "The file of boxes (%s in %s) is not readable at line %d: %s. Maybe it is not in the form of YOLO."
                        .formatted(file.path(), tree.location(), line, what));
    }
}
