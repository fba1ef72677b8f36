/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import dev.ashlar.core.block.ModelId;
import org.jspecify.annotations.Nullable;

/**
 * Keeps profiles, one for each network and device.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 *
 * <p><b>Failure</b>: methods throw the store's {@link dev.ashlar.core.AshlarException} when a file is damaged or cannot
 * be written.
 */
public interface ProfileStore {

    /** The profile of a network on a device, or null if it was never measured there. */
    @Nullable
    ProfileSnapshot find(ModelId model, Device device);

    /** Writes a profile in the place of the last one of the same network and device, atomically. */
    void save(ProfileSnapshot profile);
}
