/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.engine.BlockEngine;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.MachineSample;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a network is measured with.
 *
 * @param store where its blocks are
 * @param engine runs them as they serve
 * @param runner runs blocks on many images at once, to judge quality
 * @param device this machine
 * @param clock for the record
 * @param journals where measurements note how far they are, or null for nowhere
 * @param machine how busy it is; answers null where the system does not tell
 * @param microjoules that the processors have taken so far; answers null where the system does not tell
 * @param threaded opens an engine whose runs compute on so many threads, or null for none
 */
record ProfilerTools(
        CatalogStore store,
        BlockEngine engine,
        GraphRunner runner,
        Device device,
        Clock clock,
        @Nullable Path journals,
        Supplier<@Nullable MachineSample> machine,
        Supplier<@Nullable Long> microjoules,
        @Nullable IntFunction<? extends BlockEngine> threaded) {

    ProfilerTools resumingIn(Path folder) {
        return new ProfilerTools(store, engine, runner, device, clock, folder, machine, microjoules, threaded);
    }

    ProfilerTools watching(Supplier<@Nullable MachineSample> state) {
        return new ProfilerTools(store, engine, runner, device, clock, journals, state, microjoules, threaded);
    }

    ProfilerTools metering(Supplier<@Nullable Long> energy) {
        return new ProfilerTools(store, engine, runner, device, clock, journals, machine, energy, threaded);
    }

    ProfilerTools threading(IntFunction<? extends BlockEngine> engines) {
        return new ProfilerTools(store, engine, runner, device, clock, journals, machine, microjoules, engines);
    }
}
