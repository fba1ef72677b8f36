/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.unit;

import java.util.regex.Pattern;

/**
 * The grammar of argument checks: a message names the thing, shows its value in parentheses and ends with advice that
 * begins with "Maybe".
 */
public final class Argument {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,79}");

    private Argument() {}

    /** Throws {@link IllegalArgumentException} with the formatted message unless {@code holds}. */
    public static void require(boolean holds, String template, Object... args) {
        if (!holds) {
            throw new IllegalArgumentException(template.formatted(args));
        }
    }

    /**
     * Checks a name that may become a file name and an event-bus address part.
     *
     * @param kind what is named, for the message
     * @return {@code name}
     */
    public static String requireName(String kind, String name) {
        require(
                NAME.matcher(name).matches(),
                "The %s (%s) must begin with a letter or digit and hold at most 80 letters, digits, '.', '_' or '-'."
                        + " Maybe replace the other characters by '-'.",
                kind,
                name.length() > 100 ? name.substring(0, 100) + "..." : name);
        return name;
    }

    /**
     * Checks a finite number in a closed range.
     *
     * @return {@code value}
     */
    public static double requireInRange(String what, double value, double low, double high) {
        require(value >= low && value <= high, "The %s (%s) must lie between %s and %s.", what, value, low, high);
        return value;
    }
}
