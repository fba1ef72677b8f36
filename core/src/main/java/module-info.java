/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
/** The domain of Ashlar. */
module dev.ashlar.core {
    requires static transitive org.jspecify;

    exports dev.ashlar.core;
    exports dev.ashlar.core.graph;
    exports dev.ashlar.core.block;
    exports dev.ashlar.core.profile;
    exports dev.ashlar.core.workload;
    exports dev.ashlar.core.plan;
    exports dev.ashlar.core.engine;
    exports dev.ashlar.core.image;
    exports dev.ashlar.core.quality;
    exports dev.ashlar.core.unit;
}
