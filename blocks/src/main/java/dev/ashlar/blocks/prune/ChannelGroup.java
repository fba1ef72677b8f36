/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.prune;

import dev.ashlar.blocks.prune.ChannelMap.Linear;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Channels that are written by the same layers and read by the same layers, so that any of them can go for another.
 *
 * @param writers layers whose outputs they are
 * @param readers layers whose inputs they are, which are refitted when channels go
 * @param classes the channels
 */
public record ChannelGroup(List<Linear> writers, List<Linear> readers, List<Integer> classes) {
    public ChannelGroup {
        classes = List.copyOf(classes);
    }

    public int width() {
        return classes.size();
    }

    /** A name that stays the same when channels go. */
    public String key() {
        return names(writers) + " -> " + names(readers);
    }

    private static String names(List<Linear> layers) {
        return layers.stream().map(Linear::out).sorted().collect(Collectors.joining(","));
    }
}
