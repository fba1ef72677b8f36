/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.Device;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where everything lies in a store, and that it stays in there. */
final class StoreLayout {
    private static final String ONNX = ".onnx";
    private static final String JSON = ".json";
    private static final String SUPERSEDED = ".superseded-";

    private final Path root;

    StoreLayout(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    Path root() {
        return root;
    }

    Path cache() {
        return root.resolve(".cache");
    }

    Path model(ModelId model) {
        return root.resolve(PortableName.require("model name", model.value()));
    }

    Path manifest(ModelId model) {
        return model(model).resolve("model.json");
    }

    Path original(ModelId model) {
        return model(model).resolve("original" + ONNX);
    }

    Path blocks(ModelId model) {
        return model(model).resolve("blocks");
    }

    Path block(ModelId model, BlockId block) {
        return blocks(model).resolve(PortableName.require("block name", block.value()));
    }

    Path descendant(ModelId model, BlockId block, DescendantId descendant) {
        return block(model, block).resolve(PortableName.require("descendant name", descendant.value()) + ONNX);
    }

    Path profiles(ModelId model) {
        return model(model).resolve("profiles");
    }

    Path profile(ModelId model, Device device) {
        return profiles(model).resolve(PortableName.require("device key", device.key()) + JSON);
    }

    static boolean isProfile(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(JSON) && !name.startsWith(".");
    }

    /** Where {@code file} goes when other content takes its name and a manifest may still name the old one. */
    static Path superseded(Path file, Digest digest) {
        return file.resolveSibling(SUPERSEDED + digest + "-" + file.getFileName());
    }

    static boolean isSuperseded(Path file) {
        return file.getFileName().toString().startsWith(SUPERSEDED);
    }

    static boolean isOnnx(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(ONNX) && !name.startsWith(".");
    }

    /** Throws unless {@code path}, links followed, lies in here; what does not exist lies where its folder does. */
    void requireInside(Path path) {
        if (!isInside(path)) {
            throw new StoreException(
                    "The path (%s) leads outside the store (%s). Maybe a link was put there; replace it by a copy."
                            .formatted(path, root));
        }
    }

    boolean isInside(Path path) {
        try {
            Path existing = path;
            while (!Files.exists(existing) && !Files.isSymbolicLink(existing)) {
                existing = existing.getParent();
                if (existing == null || !existing.startsWith(root)) {
                    return true;
                }
            }
            return existing.toRealPath().startsWith(root.toRealPath());
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw StoreException.unreadable(path, e);
        }
    }

    /** Throws if a name on the way from the root to {@code path} differs only in case from one that is there. */
    void requireNoCollision(Path path) {
        for (Path at = path; !at.equals(root); at = AtomicFiles.folderOf(at)) {
            String name = at.getFileName().toString();
            for (Path sibling : entries(AtomicFiles.folderOf(at))) {
                String other = sibling.getFileName().toString();
                if (other.equalsIgnoreCase(name) && !other.equals(name)) {
                    throw new StoreException(("The path (%s) differs from %s only in upper and lower case, which many"
                                    + " disks do not tell apart. Maybe use the name %s, or one that differs more.")
                            .formatted(at, sibling, other));
                }
            }
        }
    }

    /** What lies in a folder, sorted; nothing if there is no such folder. */
    static List<Path> entries(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw StoreException.unreadable(folder, new IOException(e.getMessage(), e));
        } catch (IOException e) {
            throw StoreException.unreadable(folder, e);
        }
        entries.sort(null);
        return List.copyOf(entries);
    }
}
