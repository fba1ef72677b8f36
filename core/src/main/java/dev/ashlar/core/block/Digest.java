/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.block;

import dev.ashlar.core.unit.Argument;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What identifies the content of a block: equal digests are stored, mapped and counted once, also between networks.
 *
 * @param value in a store the SHA-256 of the file in 64 lower-case hexadecimal digits; in a planning problem any name
 */
public record Digest(String value) implements Comparable<Digest> {
    public Digest {
        Argument.require(
                !value.isEmpty() && value.length() <= 128,
                "A digest must have between 1 and 128 characters, not %d.",
                value.length());
    }

    /** The SHA-256 of these bytes. */
    public static Digest sha256(byte[] content) {
        return sha256(ByteBuffer.wrap(content));
    }

    /** The SHA-256 of the remaining bytes of this buffer, whose position is left where it was. */
    public static Digest sha256(ByteBuffer content) {
        MessageDigest sha = newSha256();
        sha.update(content.duplicate());
        return new Digest(HexFormat.of().formatHex(sha.digest()));
    }

    /** A SHA-256 of nothing yet, for content that is read or written bit by bit. */
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform must have SHA-256.", e);
        }
    }

    /** Whether this is a well-formed SHA-256. */
    public boolean isSha256() {
        return value.length() == 64 && value.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    @Override
    public int compareTo(Digest other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
