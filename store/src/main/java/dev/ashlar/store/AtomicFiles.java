/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes files that are either whole or not there (I8), for the store and for caches beside it.
 *
 * <p><b>Threading</b>: safe for use by many threads and processes; of two writers of one file the last wins whole.
 *
 * <p><b>Failure</b>: methods throw {@link StoreException}; what stood under the name before stands there still.
 */
public final class AtomicFiles {
    /*
     * Temporary file in the same folder, write, fsync, rename, fsync of the folder: after a crash the name leads to the
     * whole old content or to the whole new one, and once a method has returned, to the new one, whatever happens to
     * the machine [1].
     *
     * [1] Pillai et al., All File Systems Are Not Created Equal: On the Complexity of Crafting Crash-Consistent
     *     Applications, OSDI 2014.
     */
    private final Disk disk;

    /** Files of this machine. */
    public AtomicFiles() {
        this(new LocalDisk());
    }

    AtomicFiles(Disk disk) {
        this.disk = disk;
    }

    /** What a file is to hold. */
    @FunctionalInterface
    public interface Content {

        /** Writes all of it; the stream stays the caller's. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** A question about a file. */
    @FunctionalInterface
    interface Check {
        boolean holds(Path file) throws IOException;
    }

    /** Writes {@code target}, in the place of any other file of that name. Its folder must exist. */
    public void write(Path target, Content content) {
        write(target, content, null);
    }

    /** Writes {@code target}; a file that stood there stays, as {@code aside}, unless that is null. */
    void write(Path target, Content content, @Nullable Path aside) {
        Leftovers.clear(folderOf(target), disk);
        Path fresh = Leftovers.freshName(target);
        try {
            disk.write(fresh, content);
            install(fresh, target, aside);
        } catch (IOException e) {
            discard(fresh, e);
            throw StoreException.unwritable(target, e);
        } catch (RuntimeException e) {
            discard(fresh, e);
            throw e;
        }
    }

    /**
     * Makes {@code target} another name of {@code existing}; a file that stood there stays, as {@code aside},
     * unless that is null.
     *
     * @param whole asked of the new name before it takes its place
     * @return false if that is not possible here and nothing was changed
     */
    boolean link(Path target, Path existing, Check whole, @Nullable Path aside) {
        Path fresh = Leftovers.freshName(target);
        try {
            disk.link(fresh, existing);
        } catch (IOException | UnsupportedOperationException e) {
            // The file system has no links, not between these folders, or no more of them: the caller writes a copy.
            return false;
        }
        try {
            if (!whole.holds(fresh)) {
                disk.delete(fresh);
                return false;
            }
            install(fresh, target, aside);
            return true;
        } catch (IOException e) {
            discard(fresh, e);
            throw StoreException.unwritable(target, e);
        }
    }

    private void install(Path fresh, Path target, @Nullable Path aside) throws IOException {
        if (aside != null && Files.exists(target)) {
            setAside(target, aside);
            disk.syncFolder(folderOf(target));
        }
        disk.move(fresh, target);
        disk.syncFolder(folderOf(target));
    }

    private void setAside(Path target, Path aside) throws IOException {
        if (Files.exists(aside)) {
            return;
        }
        try {
            disk.link(aside, target);
        } catch (FileAlreadyExistsException e) {
            // Another writer has just done it.
            return;
        } catch (IOException | UnsupportedOperationException e) {
            disk.move(target, aside);
        }
    }

    /** Makes a folder and what is missing above it. */
    public void makeFolders(Path folder) {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folderOf(folder);
        makeFolders(parent);
        try {
            disk.makeFolder(folder);
            disk.syncFolder(parent);
        } catch (IOException e) {
            throw StoreException.unwritable(folder, e);
        }
    }

    /** Removes a file that nobody needs any more. */
    void delete(Path file) throws IOException {
        disk.delete(file);
    }

    private void discard(Path fresh, Exception cause) {
        try {
            disk.delete(fresh);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** The folder that a file lies in. */
    static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("The file (%s) must lie in a folder.".formatted(file));
        }
        return folder;
    }
}
