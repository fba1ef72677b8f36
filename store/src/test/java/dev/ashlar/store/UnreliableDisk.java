/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A real disk that refuses from one step on: that step alone, or everything after it too, as when the power fails. */
final class UnreliableDisk implements Disk {
    private final Disk disk = new LocalDisk();
    private final int failing;
    private final boolean forever;
    private final List<String> steps = new ArrayList<>();

    /**
     * @param failing the step that fails, from 0
     * @param forever whether all later ones do too
     */
    UnreliableDisk(int failing, boolean forever) {
        this.failing = failing;
        this.forever = forever;
    }

    /** What was asked of it, in order. */
    List<String> steps() {
        return List.copyOf(steps);
    }

    boolean hasFailed() {
        return steps.size() > failing;
    }

    private boolean refuses(String step) {
        steps.add(step);
        int index = steps.size() - 1;
        return index == failing || (forever && index > failing);
    }

    private void step(String name, Path file) throws IOException {
        if (refuses(name)) {
            throw new FileSystemException(file.toString(), null, "No space left on device");
        }
    }

    /** When it refuses, half of the content is there. Nothing is forced: nothing here outlives the process. */
    @Override
    public void write(Path fresh, AtomicFiles.Content content) throws IOException {
        boolean refused = refuses("write");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        content.writeTo(all);
        if (!refused || steps.size() - 1 == failing) {
            byte[] written = Arrays.copyOf(all.toByteArray(), refused ? all.size() / 2 : all.size());
            Files.write(fresh, written, StandardOpenOption.CREATE_NEW);
        }
        if (refused) {
            throw new FileSystemException(fresh.toString(), null, "No space left on device");
        }
    }

    @Override
    public void link(Path fresh, Path existing) throws IOException {
        step("link", fresh);
        disk.link(fresh, existing);
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        step("move", to);
        disk.move(from, to);
    }

    @Override
    public void delete(Path file) throws IOException {
        step("delete", file);
        disk.delete(file);
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
        step("makeFolder", folder);
        disk.makeFolder(folder);
    }

    /** Counted, not done. */
    @Override
    public void syncFolder(Path folder) throws IOException {
        step("syncFolder", folder);
    }
}
