/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where numbers come from. A profile of another device or engine is refused or measured anew, never silently used.
 *
 * @param device the machine
 * @param engine name and version of what ran the blocks
 * @param data name of the images that quality was judged on
 * @param images how many of them
 * @param seed of everything random
 * @param measuredAt when the measurement ended
 * @param conditions how busy the machine was, or null if that was not looked at
 */
public record Provenance(
        Device device,
        String engine,
        String data,
        int images,
        long seed,
        Instant measuredAt,
        @Nullable Conditions conditions) {

    /** Of a machine that was not looked at. */
    public Provenance(Device device, String engine, String data, int images, long seed, Instant measuredAt) {
        this(device, engine, data, images, seed, measuredAt, null);
    }

    /** What makes the numbers less sure, in words for people; empty if nothing was noticed. */
    public List<String> warnings() {
        return conditions == null ? List.of() : conditions.warnings();
    }
}
