/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.unit.Argument;
import java.util.List;
import java.util.Locale;

/**
 * The machine that numbers were measured on.
 *
 * @param cpu model name of the processor
 * @param cores logical processors
 * @param memoryBytes main memory
 * @param features instruction sets that decide how fast networks run, sorted
 */
public record Device(String cpu, int cores, long memoryBytes, List<String> features) {
    public Device {
        features = features.stream().sorted().toList();
        Argument.require(cores > 0, "A device must have a core, not %d.", cores);
    }

    /** A name that is equal for equal machines and fit to be a file name; memory is rounded to whole GiB. */
    public String key() {
        String model =
                cpu.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String shortened = model.substring(0, Math.min(model.length(), 32));
        String hash = Integer.toHexString(String.join(" ", features).hashCode());
        return String.format(
                Locale.ROOT,
                "%s-%dc-%dg-%s",
                shortened.isEmpty() ? "cpu" : shortened,
                cores,
                Math.round(memoryBytes / 1073741824.0),
                hash);
    }
}
