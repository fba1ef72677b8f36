/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.engine;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * {@link EntryUse} is linearizable: an entry counts as used from its first use to its last. Under stress only, since it
 * asks the file system; its entries do not exist, as where one is deleted meanwhile, so no lock is taken
 * ({@link PreparedCacheTest} has real ones, and other processes).
 */
@Param(name = "entry", gen = IntGen.class, conf = "0:1")
public class EntryUseLincheckTest {
    private static final AtomicLong NEXT = new AtomicLong();

    private final Path root = Path.of("no-such-folder", String.valueOf(NEXT.getAndIncrement()));
    private final @Nullable EntryUse[] held = new EntryUse[4];

    @Operation
    public boolean use(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "entry") int entry) {
        if (held[thread] != null) {
            return false;
        }
        held[thread] = EntryUse.of(root.resolve("entry-" + entry));
        return true;
    }

    @Operation
    public boolean isUsed(@Param(name = "entry") int entry) {
        return EntryUse.isUsed(root.resolve("entry-" + entry));
    }

    @Operation
    public boolean giveUp(@Param(gen = ThreadIdGen.class) int thread) {
        EntryUse use = held[thread];
        if (use == null) {
            return false;
        }
        held[thread] = null;
        use.close();
        use.close();
        return true;
    }

    @Test
    void isLinearizableUnderStress() {
        new StressOptions()
                .iterations(8)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .check(EntryUseLincheckTest.class);
    }
}
