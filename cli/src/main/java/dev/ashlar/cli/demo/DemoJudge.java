/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.profiler.ProfileJudge;
import dev.ashlar.profiler.ProfileProgress;
import java.util.Objects;

/** Makes ready to measure plans of the demo on the scenes that its networks were profiled on. */
final class DemoJudge {
    private static final Bytes MOST = Bytes.ofMebi(256);

    private DemoJudge() {}

    /** Runs the originals on these scenes unless their answers are kept; the caller closes it after what serves. */
    static ProfileJudge open(DemoStore store, Display display) {
        ProfileJudge judge = new ProfileJudge(
                store.files(), new OrtGraphRunner(), store.files().cacheFolder().resolve("answers"), MOST);
        try {
            for (DemoNetwork network : DemoNetwork.values()) {
                ModelId model = network.model();
                display.say("Making ready to measure plans of %s.", model);
                judge.prepare(
                        Objects.requireNonNull(store.catalogs().get(model)),
                        Objects.requireNonNull(store.profiles().get(model)),
                        network.judgingScenes(),
                        ProfileProgress.SILENT);
            }
        } catch (RuntimeException e) {
            judge.close();
            throw e;
        }
        return judge;
    }
}
