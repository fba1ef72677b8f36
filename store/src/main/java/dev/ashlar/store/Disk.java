/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The steps by which files change, each of which a real disk may refuse. Tests make each refuse in turn.
 *
 * <p><b>Threading</b>: safe for use by many threads.
 *
 * <p><b>Failure</b>: methods throw {@link IOException}; a failed {@link #write} may leave part of a file behind.
 */
interface Disk {

    /** Makes a new file, fills it, and returns when the content has reached the disk. */
    void write(Path fresh, AtomicFiles.Content content) throws IOException;

    /** Makes {@code fresh} another name of {@code existing}. */
    void link(Path fresh, Path existing) throws IOException;

    /** Renames a file, in the place of any other of that name, in one step. */
    void move(Path from, Path to) throws IOException;

    /** Removes a file if it is there. */
    void delete(Path file) throws IOException;

    /** Makes a folder in an existing one; that it is there already is no failure. */
    void makeFolder(Path folder) throws IOException;

    /** Returns when the names in a folder have reached the disk. */
    void syncFolder(Path folder) throws IOException;
}
