/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.cut;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What somebody may have meant who misspelt a name. */
final class NearNames {
    /*
     * Names that hold what was written come first, then those that the fewest insertions, deletions and replacements
     * lead to (Wagner and Fischer, The String-to-String Correction Problem, J. ACM 21, 1974).
     */

    /** Names come from files: more than that of one is not compared. */
    private static final int COMPARED = 200;

    private NearNames() {}

    /** The names nearest to {@code written}, the nearest first, the shortest first among equally near ones. */
    static List<String> to(String written, Collection<String> names, int most) {
        String wanted = comparable(written);
        Map<String, Integer> distances = new HashMap<>();
        for (String name : names) {
            String other = comparable(name);
            boolean holds = !wanted.isEmpty() && other.contains(wanted);
            distances.put(name, holds ? 0 : distance(wanted, other));
        }
        return distances.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .thenComparing(Map.Entry::getKey, Comparator.comparingInt(String::length))
                        .thenComparing(Map.Entry::getKey))
                .limit(most)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String comparable(String name) {
        return name.substring(0, Math.min(name.length(), COMPARED)).toLowerCase(Locale.ROOT);
    }

    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
