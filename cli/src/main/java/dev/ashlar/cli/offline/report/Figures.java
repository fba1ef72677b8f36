/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import java.math.BigInteger;
import java.util.Locale;

/** Numbers for people: three significant digits and a unit. */
final class Figures {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double BYTES_PER_MEBI = 1 << 20;

    private Figures() {}

    static double millis(double nanos) {
        return nanos / NANOS_PER_MILLI;
    }

    static double mebi(double bytes) {
        return bytes / BYTES_PER_MEBI;
    }

    static double millis(long nanos) {
        return millis((double) nanos);
    }

    static double mebi(long bytes) {
        return mebi((double) bytes);
    }

    static String time(long nanos) {
        return time((double) nanos);
    }

    static String memory(long bytes) {
        return memory((double) bytes);
    }

    static String time(double nanos) {
        double millis = millis(nanos);
        return Math.abs(millis) < 1 ? significant(millis * 1000) + " \u00b5s" : significant(millis) + " ms";
    }

    static String memory(double bytes) {
        return Math.abs(bytes) < BYTES_PER_MEBI
                ? significant(bytes / 1024) + " KiB"
                : significant(mebi(bytes)) + " MiB";
    }

    static String percent(double share) {
        return text("%.1f %%", 100 * share);
    }

    /** A difference of shares, in points with their sign. */
    static String points(double difference) {
        double points = 100 * difference;
        return Math.abs(points) < 0.05 ? "0.0" : text("%+.1f", points).replace('-', '\u2212');
    }

    static String count(BigInteger count) {
        return String.format(Locale.ROOT, "%,d", count).replace(',', '\u202f');
    }

    static String count(long count) {
        return count(BigInteger.valueOf(count));
    }

    private static String significant(double value) {
        double size = Math.abs(value);
        return text(size >= 99.95 || size == 0 ? "%.0f" : size >= 9.995 ? "%.1f" : "%.2f", value);
    }

    static String text(String template, Object... values) {
        return String.format(Locale.ROOT, template, values);
    }
}
