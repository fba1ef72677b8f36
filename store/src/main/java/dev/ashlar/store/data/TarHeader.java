/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import java.nio.charset.StandardCharsets;

/** One header block of a tar archive. */
final class TarHeader {
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 100;
    private static final int SIZE = 124;
    private static final int CHECKSUM = 148;
    private static final int TYPE = 156;
    private static final int MAGIC = 257;
    private static final int PREFIX = 345;
    private static final int PREFIX_LENGTH = 155;

    private final byte[] block;

    TarHeader(byte[] block) {
        this.block = block;
    }

    boolean isEnd() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes add up to what the header says; old writers added them with their signs. */
    boolean isIntact() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < block.length; i++) {
            byte b = i >= CHECKSUM && i < CHECKSUM + 8 ? (byte) ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long stated = octal(CHECKSUM, 8);
        return stated == unsigned || stated == signed;
    }

    char type() {
        return (char) (block[TYPE] & 0xff);
    }

    boolean isPlainFile() {
        char type = type();
        boolean oldFolder = type == 0 && path().endsWith("/");
        return (type == '0' || type == 0 || type == '7') && !oldFolder;
    }

    /** Whether blocks follow that hold as many bytes as the size says: links, devices and folders have none. */
    boolean hasContent() {
        return type() < '1' || type() > '6';
    }

    /** Bytes that follow; -1 if the field is not a number. */
    long contentSize() {
        if (!hasContent()) {
            return 0;
        }
        return (block[SIZE] & 0x80) != 0 ? binary() : octal(SIZE, 12);
    }

    String path() {
        String name = text(block, NAME, NAME_LENGTH);
        boolean ustar = text(block, MAGIC, 6).equals("ustar") && block[MAGIC + 5] == 0;
        String prefix = ustar ? text(block, PREFIX, PREFIX_LENGTH) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    /** The text in a field, up to the first zero. */
    static String text(byte[] bytes, int from, int length) {
        int to = from;
        while (to < from + length && bytes[to] != 0) {
            to++;
        }
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** GNU's way to write sizes of 8 GiB and more: big-endian, the first bit set. */
    private long binary() {
        long value = block[SIZE] & 0x7f;
        for (int i = SIZE + 1; i < SIZE + 12; i++) {
            if (value >= 1L << 54) {
                return -1;
            }
            value = (value << 8) | (block[i] & 0xff);
        }
        return value;
    }

    private long octal(int from, int length) {
        String digits = text(block, from, length).strip();
        if (digits.isEmpty()) {
            return 0;
        }
        return digits.matches("[0-7]+") ? Long.parseLong(digits, 8) : -1;
    }
}
