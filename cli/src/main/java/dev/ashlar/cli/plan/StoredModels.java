/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.store.FileStore;
import java.util.List;

/** The networks of a store as they were measured on this machine. */
final class StoredModels {
    private final FileStore files;
    private final Device device = DeviceProbe.current();
    private final String engine;

    StoredModels(FileStore files) {
        this.files = files;
        try (OrtBlockEngine opened = OrtBlockEngine.open(files.cacheFolder())) {
            this.engine = opened.version();
        }
    }

    /**
     * A network with its profile of this machine and engine; any other is refused.
     *
     * @param confidence that compositions are no less accurate than planners are told
     */
    PlanModel find(ModelId model, double confidence) {
        List<ModelId> all = files.models();
        if (!all.contains(model)) {
            throw new IllegalArgumentException("The network %s is not in the store. Maybe %s."
                    .formatted(
                            model,
                            all.isEmpty()
                                    ? "another store is meant: this one (%s) is empty".formatted(files.root())
                                    : "one of %s was meant".formatted(all)));
        }
        BlockCatalog catalog = files.load(model);
        ProfileSnapshot profile = files.find(model, device);
        if (profile == null) {
            throw new IllegalArgumentException(
                    "The network %s was not profiled on this machine. Maybe run `ashlar profile %s`."
                            .formatted(model, model));
        }
        List<String> stale = profile.staleness(catalog, device, engine);
        if (!stale.isEmpty()) {
            throw new IllegalArgumentException("The profile of %s is stale: %s. Maybe run `ashlar profile %s` again."
                    .formatted(model, stale.get(0), model));
        }
        return PlanModel.of(catalog, profile, confidence);
    }
}
