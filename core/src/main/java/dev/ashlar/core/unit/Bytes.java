/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.unit;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount of memory or storage.
 *
 * @param count bytes, at least 0
 */
public record Bytes(long count) implements Comparable<Bytes> {
    public static final Bytes ZERO = new Bytes(0);

    private static final Pattern TEXT = Pattern.compile("(\\d{1,15}(?:\\.\\d{1,6})?)\\s*(?:([KMGkmg])(?:iB|B)?|B)?");

    public Bytes {
        Argument.require(count >= 0, "A byte count (%d) cannot be negative.", count);
    }

    public static Bytes of(long count) {
        return new Bytes(count);
    }

    public static Bytes ofMebi(long mebibytes) {
        return new Bytes(Math.multiplyExact(mebibytes, 1L << 20));
    }

    /** Reads {@code 512MiB}, {@code 1.5G}, {@code 10k} or {@code 1048576}; K, M and G are binary, with or without a B. */
    public static Bytes parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        Argument.require(
                matcher.matches(),
                "The amount of memory (%s) cannot be read. Maybe write it like 512MiB, 1.5GiB or 1048576.",
                text);
        double count = Double.parseDouble(matcher.group(1)) * scale(matcher.group(2));
        Argument.require(
                count <= (1L << 53),
                "The amount of memory (%s) is absurd. Maybe it is meant in bytes, without a unit.",
                text);
        return new Bytes(Math.round(count));
    }

    private static long scale(@Nullable String unit) {
        if (unit == null) {
            return 1;
        }
        return switch (unit) {
            case "K", "k" -> 1L << 10;
            case "M", "m" -> 1L << 20;
            default -> 1L << 30;
        };
    }

    public Bytes plus(Bytes other) {
        return new Bytes(Math.addExact(count, other.count));
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(count, other.count);
    }

    /** Three significant digits and a binary unit, for people. */
    @Override
    public String toString() {
        if (count < 1L << 10) {
            return count + " B";
        }
        if (count < 1L << 20) {
            return String.format(Locale.ROOT, "%.1f KiB", count / 1024.0);
        }
        if (count < 1L << 30) {
            return String.format(Locale.ROOT, "%.2f MiB", count / 1048576.0);
        }
        return String.format(Locale.ROOT, "%.2f GiB", count / 1073741824.0);
    }
}
