/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.offline.report;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockChain;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.DroppedDescendant;
import dev.ashlar.core.profile.Device;
import dev.ashlar.core.profile.ProfileSnapshot;
import dev.ashlar.core.profile.Provenance;
import dev.ashlar.core.testing.RealNets;
import dev.ashlar.store.FileStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** A store of which every free text is one that a page must not take at its word. */
final class MadeUpStore {
    static final String EVIL =
            "</title></style><script>document.title='hit'</script><img src=x onerror=\"document.title='hit'\">'\"&amp;";
    static final Device DEVICE = new Device("Some CPU " + EVIL, 2, 4L << 30, List.of("avx2", EVIL));
    static final String ENGINE = "engine " + EVIL;

    private MadeUpStore() {}

    /** A store with a network that is profiled, one that is not, and one that is not profiled as it is now. */
    static FileStore make(Path folder) {
        FileStore store = FileStore.open(folder);
        evil(store, RealNets.write(store, "profiled", 1, DEVICE, ENGINE));
        RealNets.write(store, "unprofiled", 2);
        RealNets.write(store, "stale", 3, DEVICE, "another engine");
        return store;
    }

    private static void evil(FileStore store, BlockCatalog catalog) {
        Block first = catalog.blocks().get(0);
        Block marked = first.with(
                first.descendants(), List.of(new DroppedDescendant(new DescendantId("keep-13"), EVIL, "recipe")));
        store.save(catalog.withBlocks(List.of(marked, catalog.blocks().get(1))));
        ProfileSnapshot profile = Objects.requireNonNull(store.find(catalog.model(), DEVICE));
        store.save(new ProfileSnapshot(
                profile.model(),
                new Provenance(DEVICE, ENGINE, "images " + EVIL, 7, 1, Instant.EPOCH),
                "metric " + EVIL,
                profile.baseQuality(),
                profile.whole(),
                profile.fixedNanos(),
                profile.activationBytes(),
                profile.blocks(),
                profile.polished()));
    }

    static StoreReport report(FileStore store, List<Path> evaluations) {
        return StoreReport.of(
                new StoreReport.Wish(store, DEVICE, ENGINE, null, evaluations, 0.95),
                store.models(),
                Instant.EPOCH,
                null);
    }

    /** What {@code ashlar evaluate --json} might have said of a composition. */
    static String evaluation(BlockCatalog catalog, BlockChain chain, double drop) {
        StringBuilder choices = new StringBuilder();
        StringBuilder digests = new StringBuilder();
        for (int i = 0; i < catalog.blocks().size(); i++) {
            DescendantId id = chain.choices().get(i);
            choices.append(i == 0 ? "" : ",").append('"').append(id).append('"');
            digests.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(catalog.blocks().get(i).descendant(id).digest().value())
                    .append('"');
        }
        return """
                {"formatVersion":1,"model":"%s","metric":%s,"compositions":[{"choices":[%s],"digests":[%s],"measured":{
                "drop":{"value":%s,"low":%s,"high":%s},"latency":{"p50Nanos":3000000},"bytes":90000}}]}
                """
                .formatted(
                        catalog.model(),
                        TextNode.valueOf("metric " + EVIL),
                        choices,
                        digests,
                        drop,
                        drop - 0.01,
                        drop + 0.01);
    }
}
