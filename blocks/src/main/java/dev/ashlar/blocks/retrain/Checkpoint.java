/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import dev.ashlar.blocks.BlocksException;
import dev.ashlar.core.block.Digest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that a training writes down now and then how far it is, so that one that was interrupted goes on there.
 *
 * <p><b>Threading</b>: for one thread.
 */
public final class Checkpoint {
    /*
     * The file is written beside its place and moved there, and ends with a digest of all of it: one that is damaged, or
     * of another training, is as good as none. That it cannot be written costs no more than what it is for.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);

    private static final String FORMAT = "ashlar-checkpoint/1";
    private static final int DIGEST_BYTES = 32;

    private final @Nullable Path file;
    private final String key;

    private Checkpoint(@Nullable Path file, String key) {
        this.file = file;
        this.key = key;
    }

    /** Nothing is written down. */
    public static Checkpoint none() {
        return new Checkpoint(null, "");
    }

    /**
     * A checkpoint in a file.
     *
     * @param key everything that decides what the training comes to; what was written down for another is not read
     */
    public static Checkpoint at(Path file, String key) {
        return new Checkpoint(file, key);
    }

    /** What writes a state. */
    @FunctionalInterface
    interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    /** What reads a state. */
    @FunctionalInterface
    interface Reader {
        void read(DataInputStream in) throws IOException;
    }

    /** Writes a state down in the place of the last one. */
    void save(Writer state) {
        if (file == null) {
            return;
        }
        Path fresh = fresh(file);
        MessageDigest digest = Digest.newSha256();
        try (OutputStream raw = new BufferedOutputStream(Files.newOutputStream(fresh))) {
            DataOutputStream out = new DataOutputStream(new DigestOutputStream(raw, digest));
            out.writeUTF(FORMAT);
            out.writeUTF(key);
            state.write(out);
            out.flush();
            raw.write(digest.digest());
        } catch (IOException e) {
            giveUp(fresh, e);
            return;
        }
        try {
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            giveUp(fresh, e);
        }
    }

    private static Path fresh(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static void giveUp(Path fresh, IOException e) {
        LOG.warn(
                "How far training is cannot be written to {} ({}). It goes on, but begins anew if it is interrupted. Maybe the disk is full.",
                fresh,
                e.toString());
        delete(fresh);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted ({}). It is not needed any more.", file, e.toString());
        }
    }

    /** Reads the state that was written down last; false if there is none that is whole and of this training. */
    boolean restore(Reader state) {
        if (file == null || !Files.isRegularFile(file)) {
            return false;
        }
        try {
            if (!isWhole(file)) {
                LOG.warn("{} is damaged; training begins anew.", file);
                return false;
            }
            try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
                if (!in.readUTF().equals(FORMAT) || !in.readUTF().equals(key)) {
                    return false;
                }
                state.read(in);
                return true;
            }
        } catch (IOException e) {
            // Half of a state may be in place by now.
            throw new BlocksException(
                    "How far training was cannot be read from %s: %s. Maybe delete the file, and training begins anew."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    private static boolean isWhole(Path file) throws IOException {
        long left = Files.size(file) - DIGEST_BYTES;
        MessageDigest digest = Digest.newSha256();
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            DigestInputStream in = new DigestInputStream(raw, digest);
            byte[] some = new byte[1 << 16];
            while (left > 0) {
                int read = in.read(some, 0, (int) Math.min(some.length, left));
                if (read < 0) {
                    return false;
                }
                left -= read;
            }
            return left == 0 && Arrays.equals(digest.digest(), raw.readNBytes(DIGEST_BYTES));
        }
    }

    /** Takes the file away: what the training came to is kept elsewhere by now. */
    public void forget() {
        if (file != null) {
            delete(file);
            delete(fresh(file));
        }
    }
}
