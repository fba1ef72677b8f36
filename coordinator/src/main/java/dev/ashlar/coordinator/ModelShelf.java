/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.plan.PlanModel;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.MeasuredComposition;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.ProfileStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The networks in use: manifest, and what a planner is told of them. A network is read when the first stream names it
 * and stays what it was until no stream does.
 *
 * <p><b>Threading</b>: belongs to the solver thread.
 *
 * <p><b>Failure</b>: a network that cannot be planned with is a {@link CoordinatorException} that says what to do.
 */
final class ModelShelf {
    private final CatalogStore catalogs;
    private final ProfileStore profiles;
    private final Device device;
    private final String engine;
    private final double confidence;
    private final Map<ModelId, Shelved> shelf = new HashMap<>();

    /**
     * A network in use.
     *
     * @param catalog its manifest
     * @param profile what was measured of it
     * @param model what a planner is told
     */
    record Shelved(BlockCatalog catalog, ProfileSnapshot profile, PlanModel model) {}

    /**
     * @param device the machine this is
     * @param engine name and version of what runs the blocks
     * @param confidence that compositions are no less accurate than planners are told
     */
    ModelShelf(CatalogStore catalogs, ProfileStore profiles, Device device, String engine, double confidence) {
        this.catalogs = catalogs;
        this.profiles = profiles;
        this.device = device;
        this.engine = engine;
        this.confidence = confidence;
    }

    /** The network of this name. */
    Shelved get(ModelId id) {
        Shelved known = shelf.get(id);
        if (known == null) {
            known = read(id);
            shelf.put(id, known);
        }
        return known;
    }

    /** Forgets the networks that are not among these. */
    void retain(Set<ModelId> used) {
        shelf.keySet().retainAll(used);
    }

    private Shelved read(ModelId id) {
        try {
            List<ModelId> kept = catalogs.models();
            if (!kept.contains(id)) {
                throw new CoordinatorException(
                        BusError.UNKNOWN,
                        "There is no network named %s in the store. Maybe %s."
                                .formatted(
                                        id,
                                        kept.isEmpty()
                                                ? "run `ashlar prepare` for it: the store is empty"
                                                : "one of " + kept));
            }
            BlockCatalog catalog = catalogs.load(id);
            if (catalog.blocks().isEmpty()) {
                throw new CoordinatorException(
                        BusError.UNPROFILED,
                        "The network %s has no blocks yet. Maybe run `ashlar prepare` for it.".formatted(id));
            }
            return shelved(catalog, requireFresh(catalog));
        } catch (RuntimeException e) {
            throw CoordinatorException.of("The network " + id + " cannot be read", e);
        }
    }

    private Shelved shelved(BlockCatalog catalog, ProfileSnapshot profile) {
        return new Shelved(catalog, profile, PlanModel.of(catalog, profile, confidence));
    }

    /**
     * Keeps what was measured of a composition, beside whatever the profile in the store has come to know meanwhile.
     *
     * @param judged the profile that it was judged by; where the store has another by now, that stays as it is
     */
    void keep(ProfileSnapshot judged, MeasuredComposition composition) {
        ProfileSnapshot stored = profiles.find(judged.model(), device);
        boolean same = stored != null
                && stored.prediction() != null
                && stored.provenance().equals(judged.provenance())
                && stored.metric().equals(judged.metric());
        if (stored != null && same) {
            profiles.save(stored.withMeasured(composition));
        }
    }

    /** Tells planners what was measured of a composition; null if they know, or its network is not in use or another by now. */
    @Nullable
    Shelved learn(BlockCatalog catalog, ProfileSnapshot judged, MeasuredComposition composition) {
        Shelved known = shelf.get(catalog.model());
        if (known == null
                || !known.catalog().equals(catalog)
                || !known.profile().provenance().equals(judged.provenance())) {
            return null;
        }
        ProfileSnapshot more = known.profile().withMeasured(composition);
        if (more.equals(known.profile())) {
            return null;
        }
        Shelved learnt = shelved(catalog, more);
        shelf.put(catalog.model(), learnt);
        return learnt;
    }

    private ProfileSnapshot requireFresh(BlockCatalog catalog) {
        ProfileSnapshot profile = profiles.find(catalog.model(), device);
        if (profile == null) {
            throw new CoordinatorException(
                    BusError.UNPROFILED,
                    "The network %s was never profiled on this machine (%s). Maybe run `ashlar profile` for it."
                            .formatted(catalog.model(), device.key()));
        }
        List<String> reasons = profile.staleness(catalog, device, engine);
        if (!reasons.isEmpty()) {
            throw new CoordinatorException(
                    BusError.UNPROFILED,
                    "The profile of %s is stale: %s%s. Maybe run `ashlar profile` for it."
                            .formatted(
                                    catalog.model(),
                                    reasons.get(0),
                                    reasons.size() == 1 ? "" : ", and " + (reasons.size() - 1) + " reasons more"));
        }
        return profile;
    }
}
