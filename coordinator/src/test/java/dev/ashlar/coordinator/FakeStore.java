/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

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
import io.vertx.core.Context;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Stores in memory, for the reading half of their ports. */
final class FakeStore implements CatalogStore, ProfileStore {
    private final Map<ModelId, BlockCatalog> catalogs = new ConcurrentSkipListMap<>();
    private final Map<ModelId, ProfileSnapshot> profiles = new ConcurrentHashMap<>();
    private volatile Consumer<ModelId> onLoad = model -> {};
    private volatile Consumer<ModelId> onSave = model -> {};

    /** A store of profiled networks. */
    static FakeStore of(BlockCatalog... networks) {
        FakeStore store = new FakeStore();
        for (BlockCatalog network : networks) {
            store.save(network);
            store.save(FakeNets.profile(network));
        }
        return store;
    }

    /** Called before a manifest is read; may throw. */
    void onLoad(Consumer<ModelId> hook) {
        onLoad = hook;
    }

    /** Called before a profile is written; may throw. */
    void onSave(Consumer<ModelId> hook) {
        onSave = hook;
    }

    void forgetProfile(ModelId model) {
        profiles.remove(model);
    }

    @Override
    public List<ModelId> models() {
        return List.copyOf(new TreeMap<>(catalogs).keySet());
    }

    @Override
    public BlockCatalog load(ModelId model) {
        requireOffEventLoop();
        onLoad.accept(model);
        BlockCatalog catalog = catalogs.get(model);
        if (catalog == null) {
            throw new FakeFailure("The network " + model + " is not kept.");
        }
        return catalog;
    }

    @Override
    public void save(BlockCatalog catalog) {
        catalogs.put(catalog.model(), catalog);
    }

    @Override
    public BlockFile file(ModelId model, BlockId block, Descendant descendant) {
        requireOffEventLoop();
        return new BlockFile(Path.of(block.value()), descendant.digest(), descendant.fileBytes());
    }

    @Override
    public @Nullable ProfileSnapshot find(ModelId model, Device device) {
        requireOffEventLoop();
        return profiles.get(model);
    }

    @Override
    public void save(ProfileSnapshot profile) {
        requireOffEventLoop();
        onSave.accept(profile.model());
        profiles.put(profile.model(), profile);
    }

    @Override
    public BlockFile putOriginal(ModelId model, byte[] onnx) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BlockFile original(ModelId model, Digest digest) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BlockFile put(ModelId model, BlockId block, DescendantId descendant, byte[] onnx) {
        throw new UnsupportedOperationException();
    }

    static void requireOffEventLoop() {
        if (Context.isOnEventLoopThread()) {
            throw new AssertionError("I6: an event loop was made to wait.");
        }
    }
}
