/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import dev.ashlar.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A file of bytes in the IDX form of MNIST: a magic number, the extents, the bytes; plain, or compressed by gzip. */
final class IdxFile {
    private static final Pattern NAME = Pattern.compile("(?:(.+)[-_.])?(images|labels)[-.]idx([13])-ubyte(\\.gz)?");
    private static final int UBYTE = 0x08;
    private static final int MAX_EXPANDED = 1 << 30;

    private final FileTree tree;
    private final FileTree.Entry file;
    private final int[] extents;
    private final int headerBytes;
    private final byte @Nullable [] expanded;

    /** Whether a name is that of a file of images, or of labels. */
    static boolean isImages(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                && matcher.group(2).equals("images")
                && matcher.group(3).equals("3");
    }

    static boolean isLabels(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches()
                && matcher.group(2).equals("labels")
                && matcher.group(3).equals("1");
    }

    /** What comes before "images" or "labels", such as {@code train} or {@code t10k}. */
    static String partOf(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() && matcher.group(1) != null ? matcher.group(1) : "";
    }

    /**
     * A file.
     *
     * @param rank how many extents it must have
     */
    IdxFile(FileTree tree, FileTree.Entry file, int rank) {
        this.tree = tree;
        this.file = file;
        this.headerBytes = 4 + 4 * rank;
        boolean compressed = file.name().endsWith(".gz");
        byte[] header = compressed ? expand(headerBytes) : tree.read(file, 0, headerBytes);
        this.extents = extents(header, rank);
        long needed = headerBytes + Arrays.stream(extents).asLongStream().reduce(1, Math::multiplyExact);
        if (compressed && needed > MAX_EXPANDED) {
            throw fault("expands to %d bytes, which is more than %d".formatted(needed, MAX_EXPANDED));
        }
        // One byte more than is needed shows whether there is more.
        this.expanded = compressed ? expand((int) needed + 1) : null;
        long found = expanded == null ? file.size() : expanded.length;
        if (found != needed) {
            throw fault("has %d bytes and must have %d for the extents that it states".formatted(found, needed));
        }
    }

    private StoreException fault(String what) {
        return new StoreException("The IDX file (%s in %s) %s. Maybe it was cut off; get it again."
                .formatted(file.path(), tree.location(), what));
    }

    private int[] extents(byte[] header, int rank) {
        ByteBuffer fields = ByteBuffer.wrap(header);
        if (header.length < headerBytes || fields.getInt() != (UBYTE << 8 | rank)) {
            throw fault("does not begin like a file of bytes with %d extents".formatted(rank));
        }
        int[] read = new int[rank];
        for (int i = 0; i < rank; i++) {
            read[i] = fields.getInt();
            boolean tooLarge = i > 0 && read[i] > 1 << 15;
            if (read[i] <= 0 || tooLarge) {
                throw fault("states an extent of %d".formatted(read[i]));
            }
        }
        return read;
    }

    /** The first bytes of the expanded content, fewer if there are not so many. */
    private byte[] expand(int count) {
        if (file.size() > MAX_EXPANDED) {
            throw fault("has %d bytes, which is more than %d".formatted(file.size(), MAX_EXPANDED));
        }
        byte[] compressed = tree.read(file, 0, (int) file.size());
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return in.readNBytes(count);
        } catch (IOException e) {
            throw fault("cannot be expanded (%s)".formatted(e.getMessage()));
        }
    }

    /** Where it lies, for messages. */
    String place() {
        return file.path() + " in " + tree.location();
    }

    int extent(int axis) {
        return extents[axis];
    }

    /** Bytes from {@code from} on, the first after the header being 0. */
    byte[] read(long from, int count) {
        if (expanded == null) {
            return tree.read(file, headerBytes + from, count);
        }
        int begin = Math.toIntExact(headerBytes + from);
        return Arrays.copyOfRange(expanded, begin, begin + count);
    }
}
