/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Writes tar archives member by member, honest ones and others. */
final class TarWriter {
    private static final int BLOCK = 512;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** A plain file with a name of at most 100 bytes. */
    TarWriter file(String name, byte[] content) {
        return member(name, '0', content.length, content);
    }

    /** A member of any type, whatever size its header states. */
    TarWriter member(String name, char type, long statedSize, byte[] content) {
        byte[] header = new byte[BLOCK];
        put(header, 0, name);
        put(header, 124, "%011o".formatted(statedSize));
        header[156] = (byte) type;
        put(header, 257, "ustar");
        put(header, 263, "00");
        return raw(header, content);
    }

    /** A header whose checksum is filled in here, and what follows it. */
    TarWriter raw(byte[] header, byte[] content) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o", sum) + "\0 ");
        out.writeBytes(header);
        out.writeBytes(content);
        out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        return this;
    }

    /** GNU's way to a long name. */
    TarWriter gnuLongName(String name, byte[] content) {
        byte[] text = (name + "\0").getBytes(StandardCharsets.UTF_8);
        return member("././@LongLink", 'L', text.length, text).file("cut-off", content);
    }

    /** The way of pax to a long name. */
    TarWriter paxName(String name, byte[] content) {
        return pax("path=" + name).file("cut-off", content);
    }

    /** An extended header with one record. */
    TarWriter pax(String record) {
        int bytes = record.getBytes(StandardCharsets.UTF_8).length + 2;
        int length = bytes + Integer.toString(bytes).length();
        length = bytes + Integer.toString(length).length();
        byte[] text = (length + " " + record + "\n").getBytes(StandardCharsets.UTF_8);
        return member("pax", 'x', text.length, text);
    }

    static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    /** The archive with its two blocks of zeros. */
    byte[] bytes() {
        byte[] members = out.toByteArray();
        return Arrays.copyOf(members, members.length + 2 * BLOCK);
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        }
        return compressed.toByteArray();
    }
}
