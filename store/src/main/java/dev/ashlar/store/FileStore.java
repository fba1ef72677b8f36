/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.CatalogStore;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.ProfileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store of plain files: inspectable, portable, safe to copy, and not trusted.
 *
 * <pre>
 * ROOT/MODEL/model.json                        the manifest
 * ROOT/MODEL/original.onnx
 * ROOT/MODEL/blocks/BLOCK/DESCENDANT.onnx
 * ROOT/MODEL/profiles/DEVICE.json
 * ROOT/.cache/                                 the engine's; may be deleted at any time
 * </pre>
 *
 * <p><b>Threading</b>: safe for use by many threads and processes; writes of one model must come from one store at a
 * time.
 *
 * <p><b>Failure</b>: methods throw {@link StoreException}; what was readable before is readable still. A catalog or
 * profile that the format cannot hold is an {@link IllegalArgumentException}, and nothing is written.
 */
public final class FileStore implements CatalogStore, ProfileStore {
    private final StoreLayout layout;
    private final AtomicFiles files;
    private final BlockFiles blockFiles;
    private final Object writing = new Object();

    private FileStore(Path root, Disk disk) {
        this.layout = new StoreLayout(root);
        this.files = new AtomicFiles(disk);
        this.blockFiles = new BlockFiles(layout, files);
    }

    /** The store in a folder, which is made with the first write if it is not there. */
    public static FileStore open(Path root) {
        return open(root, new LocalDisk());
    }

    static FileStore open(Path root, Disk disk) {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new StoreException(
                    "The store (%s) must be a folder. Maybe name the folder it lies in.".formatted(root));
        }
        return new FileStore(root, disk);
    }

    /** The folder it lies in. */
    public Path root() {
        return layout.root();
    }

    /** Where the engine may keep what it prepares for this machine; it need not exist yet. */
    public Path cacheFolder() {
        return layout.cache();
    }

    @Override
    public List<ModelId> models() {
        List<ModelId> models = new ArrayList<>();
        for (Path entry : StoreLayout.entries(layout.root())) {
            ModelId model = modelIn(entry);
            if (model != null) {
                models.add(model);
            }
        }
        models.sort(null);
        return List.copyOf(models);
    }

    /** The model in a folder, or null if the folder is foreign. */
    private @Nullable ModelId modelIn(Path folder) {
        try {
            ModelId model = new ModelId(folder.getFileName().toString());
            Path manifest = layout.manifest(model);
            return Files.isRegularFile(manifest) && layout.isInside(manifest) ? model : null;
        } catch (IllegalArgumentException e) {
            // No name of a model: whatever lies there is not Ashlar's.
            return null;
        }
    }

    @Override
    public BlockCatalog load(ModelId model) {
        Path manifest = layout.manifest(model);
        layout.requireInside(manifest);
        byte[] content = JsonFormat.read(manifest);
        if (content == null) {
            List<ModelId> others = models();
            throw new StoreException(
                    others.isEmpty()
                            ? "The store (%s) is empty, so it has no network named %s. Maybe import it first, or name another store."
                                    .formatted(layout.root(), model)
                            : "The store (%s) has no network named %s: %s is missing. Maybe one of %s, or import it first."
                                    .formatted(layout.root(), model, manifest, others));
        }
        BlockCatalog catalog = CatalogJson.decode(manifest, content);
        if (!catalog.model().equals(model)) {
            throw new StoreException(
                    "The file (%s) describes another network (%s). Maybe its folder was renamed; give it its old name."
                            .formatted(manifest, catalog.model()));
        }
        return catalog;
    }

    @Override
    public void save(BlockCatalog catalog) {
        Path manifest = layout.manifest(catalog.model());
        byte[] content = CatalogJson.encode(catalog);
        requireReadable(() -> CatalogJson.decode(manifest, content), catalog);
        synchronized (writing) {
            replace(manifest, content);
            blockFiles.removeSuperseded(catalog);
        }
    }

    @Override
    public BlockFile putOriginal(ModelId model, byte[] onnx) {
        synchronized (writing) {
            return blockFiles.put(layout.original(model), onnx);
        }
    }

    @Override
    public BlockFile original(ModelId model, Digest digest) {
        return blockFiles.verified("the original of " + model, layout.original(model), digest);
    }

    @Override
    public BlockFile put(ModelId model, BlockId block, DescendantId descendant, byte[] onnx) {
        synchronized (writing) {
            return blockFiles.put(layout.descendant(model, block, descendant), onnx);
        }
    }

    @Override
    public BlockFile file(ModelId model, BlockId block, Descendant descendant) {
        Path file = layout.descendant(model, block, descendant.id());
        return blockFiles.verified(model + "/" + block + "/" + descendant.id(), file, descendant.digest());
    }

    @Override
    public @Nullable ProfileSnapshot find(ModelId model, Device device) {
        Path file = layout.profile(model, device);
        layout.requireInside(file);
        byte[] content = JsonFormat.read(file);
        if (content == null) {
            return null;
        }
        return requireOwn(file, ProfileJson.decode(file, content), model);
    }

    /** The profiles of a network on all devices, in the order of their keys. */
    public List<ProfileSnapshot> profiles(ModelId model) {
        List<ProfileSnapshot> profiles = new ArrayList<>();
        for (Path file : StoreLayout.entries(layout.profiles(model))) {
            if (StoreLayout.isProfile(file)) {
                layout.requireInside(file);
                byte[] content = JsonFormat.read(file);
                if (content != null) {
                    profiles.add(requireOwn(file, ProfileJson.decode(file, content), model));
                }
            }
        }
        return List.copyOf(profiles);
    }

    /** Throws unless a profile belongs to this network and lies where that of its device does. */
    private ProfileSnapshot requireOwn(Path file, ProfileSnapshot profile, ModelId model) {
        Device device = profile.provenance().device();
        if (!profile.model().equals(model) || !layout.profile(model, device).equals(file)) {
            throw foreign(file, profile);
        }
        return profile;
    }

    private static StoreException foreign(Path file, ProfileSnapshot profile) {
        return new StoreException(("The file (%s) is the profile of another network or device (%s on %s). Maybe it was"
                        + " copied; remove it and profile again.")
                .formatted(file, profile.model(), profile.provenance().device().key()));
    }

    @Override
    public void save(ProfileSnapshot profile) {
        Path file = layout.profile(profile.model(), profile.provenance().device());
        byte[] content = ProfileJson.encode(profile);
        requireReadable(() -> ProfileJson.decode(file, content), profile);
        synchronized (writing) {
            replace(file, content);
        }
    }

    /** Nothing is written that could not be read again. */
    private static void requireReadable(Supplier<?> decoding, Object value) {
        try {
            if (!decoding.get().equals(value)) {
                throw new IllegalStateException("What was encoded must read back as it was: %s.".formatted(value));
            }
        } catch (StoreException e) {
            throw new IllegalArgumentException(
                    "The format cannot hold this value. Maybe shorten it. " + e.getMessage(), e);
        }
    }

    private void replace(Path file, byte[] content) {
        layout.requireInside(file);
        layout.requireNoCollision(file);
        files.makeFolders(AtomicFiles.folderOf(file));
        files.write(file, out -> out.write(content));
    }
}
