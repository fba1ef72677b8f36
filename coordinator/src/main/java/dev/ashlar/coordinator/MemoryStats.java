/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.engine.ProcessMemory;
import org.jspecify.annotations.Nullable;

/**
 * Memory, as it is planned, held and measured.
 *
 * @param budgetBytes what all streams together may use
 * @param usedBytes what the plan in force, and plans that frames are still under way in, hold open: weights by footprint,
 *     repacked copies and activations
 * @param warmBytes what is held open beyond that
 * @param peakBytes most that was ever held open at once; while plans change, what the old and the new one need is open
 *     together
 * @param overheadBytes what plans have to do with less because more was measured than is accounted for
 * @param grownBytes what the process has grown by since the start, in weights and native memory, less what the virtual
 *     machine itself holds; 0 where the system does not tell
 * @param process what the process occupied when last measured; null where the system does not tell
 */
public record MemoryStats(
        long budgetBytes,
        long usedBytes,
        long warmBytes,
        long peakBytes,
        long overheadBytes,
        long grownBytes,
        @Nullable ProcessMemory process) {}
