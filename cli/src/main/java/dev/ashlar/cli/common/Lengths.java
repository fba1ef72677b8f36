/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.common;

import dev.ashlar.core.unit.Argument;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lengths of time as people write them. */
public final class Lengths {
    private static final Pattern PARTS =
            Pattern.compile("(?:(\\d{1,6})h)?(?:(\\d{1,6})m)?(?:(\\d{1,6})s)?", Pattern.CASE_INSENSITIVE);

    private Lengths() {}

    /** Reads {@code 90s}, {@code 20m} or {@code 1h30m}: above 0. */
    public static Duration parse(String text) {
        Matcher matcher = PARTS.matcher(text.strip());
        Duration length = Duration.ZERO;
        if (matcher.matches()) {
            length = Duration.ofHours(number(matcher.group(1)))
                    .plusMinutes(number(matcher.group(2)))
                    .plusSeconds(number(matcher.group(3)));
        }
        Argument.require(!length.isZero(), "The time (%s) must be above 0 and look like 90s, 20m or 1h30m.", text);
        return length;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** The length in the two greatest units, for people. */
    public static String show(Duration length) {
        if (length.toHours() > 0) {
            return "%d h %02d min".formatted(length.toHours(), length.toMinutesPart());
        }
        return length.toMinutes() > 0
                ? "%d min %02d s".formatted(length.toMinutes(), length.toSecondsPart())
                : "%d s".formatted(length.toSeconds());
    }
}
