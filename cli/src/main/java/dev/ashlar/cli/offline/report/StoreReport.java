/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import dev.ashlar.blocks.importing.ImportedModel;
import dev.ashlar.cli.offline.picture.CutPicture;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.store.FileStore;
import dev.ashlar.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of the networks of a store.
 *
 * @param store the name of its folder
 * @param device the machine that the report was made on
 * @param engine of this version of Ashlar
 * @param writtenAt when
 * @param networks in the order of their names
 */
public record StoreReport(String store, Device device, String engine, Instant writtenAt, List<NetworkReport> networks) {
    public StoreReport {
        networks = List.copyOf(networks);
    }

    /**
     * What to report, and of what.
     *
     * @param store where the networks are
     * @param device this machine
     * @param engine of this version of Ashlar
     * @param key of the machine whose profiles are shown; null for this one, or the first there is
     * @param evaluations files that {@code ashlar evaluate} wrote
     * @param confidence with which compositions are no worse than the least that is told of them, 0.5 or more, below 1
     */
    public record Wish(
            FileStore store,
            Device device,
            String engine,
            @Nullable String key,
            List<Path> evaluations,
            double confidence) {
        public Wish {
            PlanModel.requireConfidence(confidence);
            evaluations = List.copyOf(evaluations);
        }
    }

    /**
     * The report.
     *
     * @param models which networks
     * @param reloading reads the network that a catalog was cut from, to draw it; null to draw none
     */
    public static StoreReport of(
            Wish wish, List<ModelId> models, Instant now, @Nullable Function<BlockCatalog, ImportedModel> reloading) {
        List<Evaluated> evaluations = EvaluationFile.readAll(wish.evaluations());
        List<NetworkReport> networks = new ArrayList<>();
        for (ModelId model : models) {
            BlockCatalog catalog = wish.store().load(model);
            CutPicture picture = reloading == null ? null : NetworkDrawing.of(catalog, () -> reloading.apply(catalog));
            networks.add(NetworkReport.of(
                    catalog,
                    profile(wish, model),
                    wish.device(),
                    wish.engine(),
                    evaluations,
                    wish.confidence(),
                    picture == null ? null : picture.figure(networks.size())));
        }
        return new StoreReport(name(wish.store().root()), wish.device(), wish.engine(), now, networks);
    }

    /** The name of a folder: where it lies is nobody's business that a report is shown to. */
    private static String name(Path folder) {
        return String.valueOf(folder.getFileName() == null ? folder : folder.getFileName());
    }

    private static @Nullable ProfileSnapshot profile(Wish wish, ModelId model) {
        List<ProfileSnapshot> all = wish.store().profiles(model);
        String key = wish.key();
        String wanted = key == null ? wish.device().key() : key;
        for (ProfileSnapshot each : all) {
            if (each.provenance().device().key().equals(wanted)) {
                return each;
            }
        }
        if (key != null) {
            List<String> others =
                    all.stream().map(each -> each.provenance().device().key()).toList();
            throw new StoreException("The network %s has no profile of a machine named %s. Maybe %s."
                    .formatted(
                            model,
                            key,
                            others.isEmpty()
                                    ? "run `ashlar profile %s` there first: it has none at all".formatted(model)
                                    : "one of " + others));
        }
        return all.isEmpty() ? null : all.get(0);
    }

    /** As one page that works without a network. */
    public String html() {
        return ReportPage.of(this);
    }

    /** As a document that {@code docs/formats/report.schema.json} describes. */
    public String json() {
        return ReportJson.of(this);
    }

    /** As a table with one row for each descendant. */
    public String csv() {
        return ReportCsv.of(this);
    }
}
