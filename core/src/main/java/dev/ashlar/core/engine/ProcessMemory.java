/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.engine;

import dev.ashlar.core.unit.Argument;

/**
 * What a process occupies of the machine's memory, by kind. Pages that several processes share count in proportion, so
 * that the sum over all processes is what the machine holds (the proportional set size of Linux).
 *
 * @param weightBytes mapped weights of blocks, which the system takes back when memory runs short and reads again
 * @param heapBytes pages of the Java heap
 * @param nativeBytes other memory of the process's own: repacked weights, activations, what was freed and not given back
 *     to the system, stacks, the virtual machine itself
 * @param fileBytes other mapped files: programs and libraries
 */
public record ProcessMemory(long weightBytes, long heapBytes, long nativeBytes, long fileBytes) {
    public ProcessMemory {
        Argument.require(
                weightBytes >= 0 && heapBytes >= 0 && nativeBytes >= 0 && fileBytes >= 0,
                "The bytes of weights (%d), heap (%d), native memory (%d) and files (%d) cannot be negative.",
                weightBytes,
                heapBytes,
                nativeBytes,
                fileBytes);
    }

    /** All of it. */
    public long bytes() {
        return weightBytes + heapBytes + nativeBytes + fileBytes;
    }
}
