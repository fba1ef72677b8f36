/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Names that are file names on every system. */
final class PortableName {
    private static final Pattern RESERVED = Pattern.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?");

    private PortableName() {}

    /**
     * Checks a name that becomes a file name; that it has no separators is its type's business.
     *
     * @return {@code name}
     */
    static String require(String kind, String name) {
        boolean reserved = RESERVED.matcher(name.toLowerCase(Locale.ROOT)).matches();
        if (reserved || name.startsWith(".") || name.endsWith(".")) {
            throw new IllegalArgumentException(
                    ("The %s (%s) must be a file name on every system: not begin or end with '.' and not be a device of"
                                    + " Windows. Maybe add something to it.")
                            .formatted(kind, name));
        }
        return name;
    }

    /** Throws unless these names are file names on every system and stay different where case does not count. */
    static void requireDistinct(String kind, List<String> names) {
        Map<String, String> seen = new HashMap<>();
        for (String name : names) {
            String other = seen.put(require(kind + " name", name).toLowerCase(Locale.ROOT), name);
            if (other != null) {
                throw new IllegalArgumentException(
                        "The %s names (%s) and (%s) must differ in more than upper and lower case."
                                .formatted(kind, other, name));
            }
        }
    }
}
