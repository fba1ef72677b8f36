/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.common;

import java.nio.file.Path;

/** Folders of the user who runs a command. */
public final class UserFolders {
    private UserFolders() {}

    /** Where things are kept that can be made again: {@code $XDG_CACHE_HOME/ashlar}, else {@code ~/.cache/ashlar}. */
    public static Path cache() {
        String cache = System.getenv("XDG_CACHE_HOME");
        Path base = cache == null || cache.isEmpty()
                ? Path.of(System.getProperty("user.home", "."), ".cache")
                : Path.of(cache);
        return base.resolve("ashlar");
    }
}
