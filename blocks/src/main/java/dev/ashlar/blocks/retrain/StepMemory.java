/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

/** How many images a step of training has memory for. */
final class StepMemory {
    /** Most memory for the activations of one step and their gradients. */
    private static final long STEP_BYTES = 1L << 30;

    private static final int COPIES = 3;

    private StepMemory() {}

    /**
     * Images per step.
     *
     * @param wanted most of them
     * @param activationBytes of everything that is computed for one image
     */
    static int batch(int wanted, long activationBytes) {
        long affordable = STEP_BYTES / Math.max(1, COPIES * activationBytes);
        return (int) Math.max(1, Math.min(wanted, affordable));
    }
}
