/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

/**
 * A descendant that was made, or tried, and is not offered.
 *
 * @param id the name it would have had
 * @param reason why it is not offered, for people
 * @param recipe how it was made, as for a {@link Descendant}
 */
public record DroppedDescendant(DescendantId id, String reason, String recipe) {}
