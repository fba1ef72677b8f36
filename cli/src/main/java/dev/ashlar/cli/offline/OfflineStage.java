/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline;

import dev.ashlar.blocks.cut.CutBlock;
import dev.ashlar.blocks.cut.ModelCutter;
import dev.ashlar.blocks.descend.DescendLimits;
import dev.ashlar.blocks.descend.DescendOptions;
import dev.ashlar.blocks.descend.DescendantMaker;
import dev.ashlar.blocks.descend.HeadPolish;
import dev.ashlar.blocks.descend.PolishOptions;
import dev.ashlar.blocks.importing.ImportOptions;
import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.blocks.importing.ModelImporter;
import dev.ashlar.cli.common.ProgressLine;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.engine.GraphRunner;
import dev.ashlar.core.plan.ChainFront;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.unit.Bytes;
import dev.ashlar.engine.DeviceProbe;
import dev.ashlar.engine.MachineProbe;
import dev.ashlar.engine.OrtBlockEngine;
import dev.ashlar.engine.OrtGraphRunner;
import dev.ashlar.engine.PowercapProbe;
import dev.ashlar.profiler.ModelProfiler;
import dev.ashlar.profiler.ProfileOptions;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.StoreException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of the offline stage on one store, wired. */
final class OfflineStage {
    private final FileStore store;
    private final PrintWriter err;
    private final GraphRunner runner = new OrtGraphRunner();
    private Bytes preparedBytes = OrtBlockEngine.UNBOUNDED;

    /** @param err where progress is shown */
    OfflineStage(FileStore store, PrintWriter err) {
        this.store = store;
        this.err = err;
    }

    /** Keeps what is prepared for this machine within a size. */
    void keepPreparedWithin(Bytes bytes) {
        preparedBytes = bytes;
    }

    /** Reads a network into the store, not cut yet unless it is there already. */
    ImportedModel importModel(Path file, ImportOptions options) {
        ImportedModel model = read(file, options);
        store.putOriginal(model.catalog().model(), model.graph().toBytes());
        if (kept(model) == null) {
            BlockCatalog before = stored(model.catalog().model());
            store.save(model.catalog());
            tellGivenUp(before, replaced(before, model));
        }
        return model;
    }

    /** Reads a network without keeping it. */
    ImportedModel read(Path file, ImportOptions options) {
        return new ModelImporter(runner).read(file, options);
    }

    /** Reads a network that was imported before. */
    ImportedModel reload(BlockCatalog catalog) {
        ImportOptions options = new ImportOptions(
                catalog.model(),
                catalog.input().nominal(),
                catalog.preprocessing(),
                catalog.outputKind(),
                catalog.labels());
        return new ModelImporter(runner)
                .read(store.original(catalog.model(), catalog.source()).path(), options);
    }

    /** The network in the store if it is there and cut in the same way, with the descendants it has; else cut anew. */
    BlockCatalog resumeOrSave(ImportedModel model, List<CutBlock> blocks) {
        BlockCatalog kept = kept(model);
        boolean same = kept != null
                && kept.blocks().stream()
                        .map(block -> block.original().digest())
                        .toList()
                        .equals(blocks.stream()
                                .map(block -> Digest.sha256(block.graph().toBytes()))
                                .toList());
        if (kept != null && same) {
            return kept;
        }
        BlockCatalog before = stored(model.catalog().model());
        BlockCatalog cut = ModelCutter.save(model, blocks, store);
        tellGivenUp(before, kept == null ? replaced(before, model) : "it is cut in another way");
        return cut;
    }

    /** Why a network that was imported before is not this one. */
    private static String replaced(@Nullable BlockCatalog before, ImportedModel model) {
        return before != null && before.source().equals(model.catalog().source())
                ? "it is read in another way"
                : "another network is in its place";
    }

    /** Says how many descendants are gone with the blocks that they were made for. */
    private void tellGivenUp(@Nullable BlockCatalog before, String reason) {
        List<Long> made = before == null
                ? List.of()
                : before.blocks().stream()
                        .map(block -> block.descendants().stream()
                                .filter(each -> !each.isOriginal())
                                .count())
                        .filter(count -> count > 0)
                        .toList();
        if (before != null && !made.isEmpty()) {
            err.println("ashlar: note: %d descendants of %d blocks of %s were given up: %s."
                    .formatted(made.stream().mapToLong(Long::longValue).sum(), made.size(), before.model(), reason));
            err.flush();
        }
    }

    /** What the store has of this very network, or null. */
    private @Nullable BlockCatalog kept(ImportedModel model) {
        BlockCatalog kept = stored(model.catalog().model());
        return kept != null && kept.withBlocks(List.of()).equals(model.catalog()) ? kept : null;
    }

    private @Nullable BlockCatalog stored(ModelId id) {
        return store.models().contains(id) ? store.load(id) : null;
    }

    BlockCatalog descend(BlockCatalog catalog, ImageSet images, DescendOptions options, DescendLimits limits) {
        try (ProgressLine progress = ProgressLine.of("descend " + catalog.model(), err)) {
            return new DescendantMaker(runner, store, options, limits).descend(catalog, images, progress::at);
        }
    }

    /** Polishes the heads of compositions of the profile's front, evenly spread over it. */
    BlockCatalog polish(BlockCatalog catalog, ImageSet images, int most, PolishOptions options) {
        PlanModel model = PlanModel.of(catalog, profileOf(catalog));
        BlockCatalog polished = catalog;
        Path folder = store.cacheFolder().resolve("activations");
        try (ProgressLine progress = ProgressLine.of("polish " + catalog.model(), err);
                HeadPolish polish = HeadPolish.open(runner, store, catalog, images, folder, options)) {
            List<BlockChain> front = ChainFront.of(model);
            int count = Math.min(most, front.size() - 1);
            for (int i = 0; i < count; i++) {
                int at = 1 + Math.toIntExact((long) i * (front.size() - 1) / count);
                progress.at("composition " + (i + 1), i, count);
                polished = polish.polish(front.get(at));
            }
            progress.at("done", count, count);
        }
        return polished;
    }

    ProfileSnapshot profile(BlockCatalog catalog, ImageSet images, ProfileOptions options) {
        Device device = DeviceProbe.current();
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder(), 1, preparedBytes);
                ProgressLine progress = ProgressLine.of("profile " + catalog.model(), err)) {
            return new ModelProfiler(store, engine, runner, device, Clock.systemUTC())
                    .resumingIn(store.cacheFolder().resolve("profiles"))
                    .watching(MachineProbe.current()::read)
                    .metering(PowercapProbe.current()::microjoules)
                    .threading(threads -> OrtBlockEngine.open(store.cacheFolder(), threads, preparedBytes))
                    .profile(catalog, images, options, progress::at, store::save);
        }
    }

    /** Measures what the profile of this machine lacks or has of other content; all if there is none. */
    ProfileSnapshot refresh(BlockCatalog catalog, ImageSet images, ProfileOptions options) {
        Device device = DeviceProbe.current();
        ProfileSnapshot old = store.find(catalog.model(), device);
        if (old == null) {
            return profile(catalog, images, options);
        }
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder(), 1, preparedBytes);
                ProgressLine progress = ProgressLine.of("profile " + catalog.model(), err)) {
            return new ModelProfiler(store, engine, runner, device, Clock.systemUTC())
                    .resumingIn(store.cacheFolder().resolve("profiles"))
                    .watching(MachineProbe.current()::read)
                    .metering(PowercapProbe.current()::microjoules)
                    .threading(threads -> OrtBlockEngine.open(store.cacheFolder(), threads, preparedBytes))
                    .refresh(catalog, old, images, options, progress::at, store::save);
        }
    }

    /** What keeps the profile of this machine from being used, in words; empty if nothing does. */
    List<String> staleness(BlockCatalog catalog) {
        Device device = DeviceProbe.current();
        ProfileSnapshot profile = store.find(catalog.model(), device);
        if (profile == null) {
            List<String> others = store.profiles(catalog.model()).stream()
                    .map(each -> each.provenance().device().key())
                    .toList();
            return List.of("it was never measured on this machine (" + device.key() + ")"
                    + (others.isEmpty() ? "" : ", only on " + String.join(", ", others)));
        }
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder(), 1, preparedBytes)) {
            return profile.staleness(catalog, device, engine.version());
        }
    }

    /** Measures the polished heads that the profile of this machine lacks. */
    ProfileSnapshot profilePolished(BlockCatalog catalog, ImageSet images, int rounds) {
        try (OrtBlockEngine engine = OrtBlockEngine.open(store.cacheFolder(), 1, preparedBytes);
                ProgressLine progress = ProgressLine.of("profile " + catalog.model(), err)) {
            ModelProfiler profiler = new ModelProfiler(store, engine, runner, DeviceProbe.current(), Clock.systemUTC());
            ProfileSnapshot profile =
                    profiler.profilePolished(catalog, profileOf(catalog), images, rounds, progress::at);
            store.save(profile);
            return profile;
        }
    }

    private ProfileSnapshot profileOf(BlockCatalog catalog) {
        ProfileSnapshot profile = store.find(catalog.model(), DeviceProbe.current());
        if (profile == null) {
            throw new StoreException(
                    "The network %s has no profile of this machine, by which its compositions are chosen. Maybe run `ashlar profile` first."
                            .formatted(catalog.model()));
        }
        return profile;
    }
}
