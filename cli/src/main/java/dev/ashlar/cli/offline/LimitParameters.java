/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.descend.DescendLimits;
import dev.ashlar.cli.common.Lengths;
import dev.ashlar.cli.common.Usage;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.store.FileStore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What making descendants may take of the machine. */
final class LimitParameters {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    /** More jobs than this take more memory than most machines want to give unasked. */
    private static final int USUAL_JOBS = 4;

    @Option(
            names = "--jobs",
            description = "Blocks worked on at once (default: one per core, at most 4). The result is the same.")
    private @Nullable Integer jobs;

    @Option(
            names = "--cache-bytes",
            paramLabel = "SIZE",
            description = "Most space on disk for activations, such as 4G; fewer images are used where it is too small "
                    + "(default: 8G).")
    private @Nullable String cache;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            description = "Most time for making descendants, such as 20m: the "
                    + "strongest levels are left out and training is shortened evenly to keep it.")
    private @Nullable String budget;

    /** What is taken if nothing is said. */
    static DescendLimits usual(FileStore store) {
        int cores = Runtime.getRuntime().availableProcessors();
        return DescendLimits.in(store.cacheFolder().resolve("activations")).withJobs(Math.min(cores, USUAL_JOBS));
    }

    /** Activations lie beside what the engine keeps of the store. */
    DescendLimits of(FileStore store) {
        return Usage.checked(command, () -> {
            DescendLimits limits = jobs == null ? usual(store) : usual(store).withJobs(jobs);
            DescendLimits cached = cache == null ? limits : limits.withCache(Bytes.parse(cache));
            return budget == null ? cached : cached.withBudget(Lengths.parse(budget));
        });
    }
}
