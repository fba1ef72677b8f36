/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.workload.StreamId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What changes from one plan to the next.
 *
 * @param blocksSwapped places of a stream's chain that hold another descendant than before, new streams counted in full
 * @param streamsChanged streams that are served by another chain than before, or newly served, or no longer served
 */
public record PlanDelta(int blocksSwapped, int streamsChanged) {

    /** The change from {@code before} to {@code after}. */
    public static PlanDelta between(Plan before, Plan after) {
        int blocks = 0;
        int streams = 0;
        for (Map.Entry<StreamId, BlockChain> entry : after.chains().entrySet()) {
            int swapped = swapped(before.chains().get(entry.getKey()), entry.getValue());
            blocks += swapped;
            streams += swapped > 0 ? 1 : 0;
        }
        for (StreamId stream : before.chains().keySet()) {
            streams += after.chains().containsKey(stream) ? 0 : 1;
        }
        return new PlanDelta(blocks, streams);
    }

    /** Places that hold another descendant than before. */
    static int swapped(@Nullable BlockChain before, BlockChain after) {
        if (before == null
                || !before.model().equals(after.model())
                || before.choices().size() != after.choices().size()) {
            return after.choices().size();
        }
        int count = 0;
        for (int i = 0; i < after.choices().size(); i++) {
            count += after.choices().get(i).equals(before.choices().get(i)) ? 0 : 1;
        }
        return count;
    }
}
