/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import java.time.Instant;

/**
 * Where numbers come from. A profile of another device or engine is refused or measured anew, never silently used.
 *
 * @param device the machine
 * @param engine name and version of what ran the blocks
 * @param data name of the images that quality was judged on
 * @param images how many of them
 * @param seed of everything random
 * @param measuredAt when the measurement ended
 */
public record Provenance(Device device, String engine, String data, int images, long seed, Instant measuredAt) {}
