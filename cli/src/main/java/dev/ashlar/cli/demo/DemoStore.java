/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo;

import dev.ashlar.cli.common.UserFolders;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.store.FileStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The prepared networks of the demo, made when they are missing. */
final class DemoStore {
    /** Set by the launcher to its own path, so that the offline stage runs in a process with its own libraries. */
    private static final String LAUNCHER = "ashlar.launcher";

    private final FileStore files;
    private final Map<ModelId, BlockCatalog> catalogs = new HashMap<>();
    private final Map<ModelId, ProfileSnapshot> profiles = new HashMap<>();

    private DemoStore(FileStore files) {
        this.files = files;
    }

    /** Where prepared networks are kept unless said otherwise: the user's cache folder. */
    static Path defaultFolder() {
        return UserFolders.cache().resolve("demo");
    }

    /** The store at a folder, whose networks are prepared for this device and engine. */
    static DemoStore open(Path folder, Device device, String engine, Display display) {
        FileStore files = FileStore.open(folder);
        DemoStore store = new DemoStore(files);
        String missing = store.missing(device, engine);
        if (missing != null) {
            display.say("Preparing the networks in %s (%s).", folder, missing);
            display.say("This takes some minutes, once.");
            prepare(folder);
            missing = store.missing(device, engine);
        }
        if (missing != null) {
            throw new DemoException(
                    "The store %s is still not ready after it was prepared: %s. Maybe delete it and try again."
                            .formatted(folder, missing),
                    null);
        }
        return store;
    }

    /** What is missing, or null. */
    private @Nullable String missing(Device device, String engine) {
        for (DemoNetwork network : DemoNetwork.values()) {
            ModelId model = network.model();
            if (!files.models().contains(model)) {
                return model + " was not imported yet";
            }
            BlockCatalog catalog = files.load(model);
            ProfileSnapshot profile = files.find(model, device);
            if (catalog.blocks().isEmpty() || profile == null) {
                return model + " was not profiled on this machine yet";
            }
            List<String> stale = profile.staleness(catalog, device, engine);
            if (!stale.isEmpty()) {
                return "the profile of " + model + " is stale: " + stale.get(0);
            }
            requireWhole(catalog);
            catalogs.put(model, catalog);
            profiles.put(model, profile);
        }
        return null;
    }

    /** A damaged block is reported now and not as a camera that cannot be served. */
    private void requireWhole(BlockCatalog catalog) {
        for (Block block : catalog.blocks()) {
            block.descendants().forEach(descendant -> files.file(catalog.model(), block.id(), descendant));
        }
    }

    private static void prepare(Path folder) {
        String launcher = System.getProperty(LAUNCHER);
        if (launcher == null) {
            throw new DemoException(
                    "The networks in %s are not prepared, and the launcher is not known. Maybe run the demo as `./ashlar demo`."
                            .formatted(folder),
                    null);
        }
        int exit;
        try {
            exit = new ProcessBuilder(launcher, "prepare-demo", "--store", folder.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new DemoException("The launcher %s cannot be started (%s).".formatted(launcher, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("Preparing the networks was interrupted; the next run goes on.", e);
        }
        if (exit != 0) {
            throw new DemoException(
                    "Preparing the networks in %s failed with exit code %d; what was done is kept. Maybe its messages above say why."
                            .formatted(folder, exit),
                    null);
        }
    }

    FileStore files() {
        return files;
    }

    Map<ModelId, BlockCatalog> catalogs() {
        return catalogs;
    }

    Map<ModelId, ProfileSnapshot> profiles() {
        return profiles;
    }
}
