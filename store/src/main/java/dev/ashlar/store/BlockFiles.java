/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockFile;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ONNX files of a store: written atomically, each content once, verified before they are handed out (I8). */
final class BlockFiles {
    /*
     * A file is written before the manifest that names its digest. Between the two, or if the writer dies there, the
     * old manifest is in force and names the content that was there before; so that stays, under a name made of its
     * digest, until a manifest is saved that does not name it. A file is looked for under both names and known by its
     * digest alone.
     *
     * Content that lies anywhere in the store already is linked, not written again: one inode is one set of pages in
     * memory. Files are never changed in place, so that the names of one inode do not affect each other.
     */
    private static final int LOOKS = 6;

    private final StoreLayout layout;
    private final AtomicFiles files;
    private final FileDigests digests = new FileDigests();

    BlockFiles(StoreLayout layout, AtomicFiles files) {
        this.layout = layout;
        this.files = files;
    }

    /** Writes {@code target}. */
    BlockFile put(Path target, byte[] onnx) {
        layout.requireInside(target);
        layout.requireNoCollision(target);
        files.makeFolders(AtomicFiles.folderOf(target));
        Digest digest = Digest.sha256(onnx);
        FileDigests.Content present = digests.find(target);
        if (present == null || !present.digest().equals(digest)) {
            Path aside = present == null ? null : StoreLayout.superseded(target, present.digest());
            Path twin = twin(digest, onnx.length);
            if (twin == null || !files.link(target, twin, name -> digest.equals(FileDigests.compute(name)), aside)) {
                files.write(target, out -> out.write(onnx), aside);
            }
        }
        return new BlockFile(target, digest, onnx.length);
    }

    /**
     * The file with this content.
     *
     * @param what it is, for the message
     * @param target the name it has unless other content took it
     */
    BlockFile verified(String what, Path target, Digest digest) {
        Path aside = StoreLayout.superseded(target, digest);
        layout.requireInside(target);
        layout.requireInside(aside);
        // The writer may move the content from one name to the other between two looks.
        for (int look = 0; look < LOOKS; look++) {
            Path candidate = look % 2 == 0 ? target : aside;
            FileDigests.Content content = digests.find(candidate);
            if (content != null && content.digest().equals(digest)) {
                return new BlockFile(candidate, digest, content.bytes());
            }
        }
        throw refusal(what, target, digest);
    }

    private StoreException refusal(String what, Path target, Digest digest) {
        FileDigests.Content found = digests.find(target);
        if (found == null) {
            return new StoreException(("The file (%s) of %s is missing. Maybe restore it from a copy of the store, or"
                            + " prepare the network again.")
                    .formatted(target, what));
        }
        return new StoreException(
                ("The file (%s, %d bytes) of %s is damaged or was replaced: its SHA-256 is %s and must"
                                + " be %s. Maybe load the manifest again, restore the file from a copy of the store, or"
                                + " remove it and prepare the network again.")
                        .formatted(target, found.bytes(), what, found.digest(), digest));
    }

    /** A file of the store that has this content already, or null. */
    private @Nullable Path twin(Digest digest, long bytes) {
        for (Path model : StoreLayout.entries(layout.root())) {
            if (isTwin(model.resolve("original.onnx"), digest, bytes)) {
                return model.resolve("original.onnx");
            }
            for (Path block : StoreLayout.entries(model.resolve("blocks"))) {
                for (Path file : StoreLayout.entries(block)) {
                    if (isTwin(file, digest, bytes)) {
                        return file;
                    }
                }
            }
        }
        return null;
    }

    private boolean isTwin(Path file, Digest digest, long bytes) {
        try {
            return StoreLayout.isOnnx(file)
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && layout.isInside(file)
                    && Files.size(file) == bytes
                    && digests.holds(file, digest);
        } catch (IOException | StoreException e) {
            // What cannot be read cannot be shared; the content is written once more.
            return false;
        }
    }

    /** Removes content that was set aside and that {@code catalog}, which has just been saved, does not name. */
    void removeSuperseded(BlockCatalog catalog) {
        Set<Path> named = new HashSet<>();
        keep(named, layout.original(catalog.model()), catalog.source());
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                Path file = layout.descendant(catalog.model(), block.id(), descendant.id());
                keep(named, file, descendant.digest());
            }
        }
        removeSuperseded(layout.model(catalog.model()), named);
        for (Path block : StoreLayout.entries(layout.blocks(catalog.model()))) {
            removeSuperseded(block, named);
        }
    }

    private void keep(Set<Path> named, Path file, Digest digest) {
        Path aside = StoreLayout.superseded(file, digest);
        if (Files.exists(aside) && !digests.holds(file, digest)) {
            named.add(aside);
        }
    }

    private void removeSuperseded(Path folder, Set<Path> named) {
        for (Path file : StoreLayout.entries(folder)) {
            if (StoreLayout.isSuperseded(file) && !named.contains(file)) {
                try {
                    files.delete(file);
                } catch (IOException e) {
                    // The manifest is saved; what stays behind costs space, and the next one to be saved tries again.
                }
            }
        }
    }
}
