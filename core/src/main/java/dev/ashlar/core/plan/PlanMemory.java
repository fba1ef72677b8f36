/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.plan;

import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Memory that chains occupy together: equal content once, what sessions need for themselves each time. */
final class PlanMemory {
    private final Map<Digest, Long> sizes = new HashMap<>();
    private final Set<ModelId> networks = new HashSet<>();
    private long own;

    /** Adds the session of one stream. */
    void add(PlanModel model, BlockChain chain) {
        own = Math.addExact(own, model.sessionBytes(chain));
        if (networks.add(model.id())) {
            own = Math.addExact(own, model.fixedBytes());
        }
        for (PlanModel.Variant variant : model.variants(chain)) {
            sizes.merge(variant.digest(), variant.bytes(), Math::max);
        }
    }

    long bytes() {
        long sum = own;
        for (long size : sizes.values()) {
            sum = Math.addExact(sum, size);
        }
        return sum;
    }

    /** Bytes of content that is not resident. */
    long fetched(Set<Digest> resident) {
        long sum = 0;
        for (Map.Entry<Digest, Long> size : sizes.entrySet()) {
            sum += resident.contains(size.getKey()) ? 0 : size.getValue();
        }
        return sum;
    }
}
