/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

/**
 * A demand that cannot be met.
 *
 * @param what the budget, or the demand of a stream, such as {@code memory} or {@code deadline of door-cam}
 * @param needed the least that any choice needs, in {@code unit}
 * @param available what there is
 * @param unit of both
 */
public record Shortfall(String what, double needed, double available, String unit) {

    /** One sentence for people. */
    @Override
    public String toString() {
        return "%s: at least %.4g %s needed, %.4g available".formatted(what, needed, unit, available);
    }
}
