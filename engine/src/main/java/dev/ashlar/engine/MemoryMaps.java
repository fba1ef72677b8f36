/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import dev.ashlar.core.engine.ProcessMemory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Adds up the mappings of a process as Linux lists them in {@code /proc/PID/smaps}. */
final class MemoryMaps {
    /*
     * A mapping is a line of addresses, rights, offset, device, inode and file, followed by lines of amounts (proc(5)).
     * Pss is what is present, shared pages in proportion; of it, Anonymous has no file behind it (any more): written
     * pages of a library are memory of the process's own. A file that was deleted keeps its name, with a remark.
     */
    private static final Pattern HEADER =
            Pattern.compile("([0-9a-f]{1,16})-([0-9a-f]{1,16}) [-rwxsp]{4} [0-9a-f]+ [0-9a-f]+:[0-9a-f]+ [0-9]+ *(.*)");
    private static final Pattern AMOUNT = Pattern.compile("(Pss|Anonymous): +([0-9]{1,15}) kB");
    private static final Pattern WEIGHTS =
            Pattern.compile("/.*/" + Pattern.quote(PreparedEntry.WEIGHTS) + "( \\(deleted\\))?");
    private static final Pattern RANGE =
            Pattern.compile("\\[0x([0-9a-f]{1,16}),(?: 0x[0-9a-f]+,)? 0x([0-9a-f]{1,16})\\)");

    private final List<Range> heap;
    private long weights;
    private long java;
    private long own;
    private long files;

    private boolean isHeap;
    private boolean isWeights;
    private long present;
    private long anonymous;

    private MemoryMaps(List<Range> heap) {
        this.heap = heap;
    }

    /**
     * A piece of the address space; addresses are unsigned.
     *
     * @param from the first address
     * @param to the first address behind it
     */
    record Range(long from, long to) {
        boolean meets(Range other) {
            return Long.compareUnsigned(from, other.to) < 0 && Long.compareUnsigned(other.from, to) < 0;
        }
    }

    /** Where the Java heap can lie, by what the virtual machine tells of it; empty if it names no addresses. */
    static List<Range> heap(String heapInfo) {
        return RANGE.matcher(heapInfo)
                .results()
                .map(found -> range(found.group(1), found.group(2)))
                .toList();
    }

    private static Range range(String from, String to) {
        return new Range(Long.parseUnsignedLong(from, 16), Long.parseUnsignedLong(to, 16));
    }

    /**
     * The sums of a list of mappings; lines that are neither mapping nor amount are passed over.
     *
     * @param lines of {@code smaps}
     * @param heap where the Java heap lies
     */
    static ProcessMemory sum(Stream<String> lines, List<Range> heap) {
        MemoryMaps maps = new MemoryMaps(heap);
        lines.forEach(maps::line);
        maps.endOfMapping();
        return new ProcessMemory(maps.weights << 10, maps.java << 10, maps.own << 10, maps.files << 10);
    }

    private void line(String line) {
        Matcher amount = AMOUNT.matcher(line);
        if (amount.matches()) {
            long kibibytes = Long.parseLong(amount.group(2));
            if (amount.group(1).equals("Pss")) {
                present = kibibytes;
            } else {
                anonymous = kibibytes;
            }
            return;
        }
        Matcher header = HEADER.matcher(line);
        if (header.matches()) {
            endOfMapping();
            Range range = range(header.group(1), header.group(2));
            isHeap = heap.stream().anyMatch(range::meets);
            isWeights = WEIGHTS.matcher(header.group(3)).matches();
        }
    }

    private void endOfMapping() {
        long without = Math.min(present, anonymous);
        if (isHeap) {
            java += without;
        } else {
            own += without;
        }
        if (isWeights) {
            weights += present - without;
        } else {
            files += present - without;
        }
        present = 0;
        anonymous = 0;
    }
}
