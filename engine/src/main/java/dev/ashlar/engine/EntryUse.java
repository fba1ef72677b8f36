/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A prepared block that is open in this process, and so is not deleted to make room by this or another one. */
final class EntryUse implements AutoCloseable {
    /*
     * A process holds one shared lock on a file in the entry for all its uses; locks end with the process, however it
     * ends. When it was last opened is the time of that file. Locks spare entries that are in use; nothing breaks where
     * a file system has none, since what is mapped stays mapped and what is missing is prepared again.
     */
    static final String USED = "used";

    private static final Logger LOG = LoggerFactory.getLogger(EntryUse.class);

    /** Guarded by itself. */
    private static final Map<Path, Held> HELD = new HashMap<>();

    private static final class Held {
        private int uses;
        private @Nullable FileChannel channel;
    }

    private final Path folder;
    private boolean closed;

    private EntryUse(Path folder) {
        this.folder = folder;
    }

    /** One more use of the entry in a folder. */
    static EntryUse of(Path folder) {
        synchronized (HELD) {
            Held held = HELD.computeIfAbsent(folder, key -> new Held());
            Path used = folder.resolve(USED);
            if (held.channel == null || !Files.exists(used)) {
                release(held);
                held.channel = lock(used);
            }
            held.uses++;
            touch(held.channel, used);
        }
        return new EntryUse(folder);
    }

    private static @Nullable FileChannel lock(Path used) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    used, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock(0, 1, true) != null) {
                return channel;
            }
        } catch (IOException | OverlappingFileLockException e) {
            LOG.debug("The use of {} cannot be noted", used, e);
        }
        close(channel);
        return null;
    }

    /* Whatever else opens and closes the file would end the lock of this process (POSIX): a byte is written instead. */
    private static void touch(@Nullable FileChannel channel, Path used) {
        try {
            if (channel != null) {
                channel.write(ByteBuffer.allocate(1), 0);
            }
        } catch (IOException e) {
            LOG.debug("The use of {} cannot be noted", used, e);
        }
    }

    /** Whether this process or another has the entry in a folder open, as far as can be seen. */
    static boolean isUsed(Path folder) {
        synchronized (HELD) {
            if (HELD.containsKey(folder)) {
                return true;
            }
            Path used = folder.resolve(USED);
            if (!Files.exists(used)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(used, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                return lock == null;
            } catch (IOException | OverlappingFileLockException e) {
                return true;
            }
        }
    }

    private static void release(Held held) {
        close(held.channel);
        held.channel = null;
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debug("A lock cannot be given up", e);
        }
    }

    @Override
    public void close() {
        synchronized (HELD) {
            Held held = HELD.get(folder);
            if (!closed && held != null && --held.uses == 0) {
                release(held);
                HELD.remove(folder);
            }
            closed = true;
        }
    }
}
