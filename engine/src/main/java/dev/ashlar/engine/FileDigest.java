/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.block.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/** The SHA-256 of a file of any size, read piece by piece. */
final class FileDigest {
    private static final int PIECE = 1 << 16;

    private FileDigest() {}

    static Digest sha256(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return sha256(channel, 0, channel.size());
        }
    }

    /** The SHA-256 of a piece of a file. */
    static Digest sha256(FileChannel file, long from, long length) throws IOException {
        MessageDigest sha = Digest.newSha256();
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        for (long done = 0; done < length; ) {
            piece.clear().limit((int) Math.min(PIECE, length - done));
            int read = file.read(piece, from + done);
            if (read < 0) {
                throw new EOFException("the file ends at %d of %d bytes".formatted(from + done, from + length));
            }
            sha.update(piece.flip());
            done += read;
        }
        return new Digest(HexFormat.of().formatHex(sha.digest()));
    }
}
