/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.Block;
import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.BlockId;
import dev.ashlar.core.block.Catalogs;
import dev.ashlar.core.block.Descendant;
import dev.ashlar.core.block.DescendantId;
import dev.ashlar.core.block.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ProfileSnapshotTest {
    private static final Device HERE = new Device("Some CPU @ 2.0GHz", 4, 8L << 30, List.of("avx2", "fma"));
    private static final LatencyProfile LATENCY = new LatencyProfile(1, 2, 3, 1, 10);

    private final BlockCatalog net = Catalogs.chain("net", 2);

    private static ProfileSnapshot profile(BlockCatalog catalog) {
        List<BlockProfile> entries = new ArrayList<>();
        for (Block block : catalog.blocks()) {
            for (Descendant descendant : block.descendants()) {
                entries.add(new BlockProfile(
                        block.id(), descendant.id(), descendant.digest(), LATENCY, 70, 30, 5, 0.8, 0.9));
            }
        }
        return profile(catalog, entries);
    }

    private static ProfileSnapshot profile(BlockCatalog catalog, List<BlockProfile> entries) {
        Provenance provenance = new Provenance(HERE, "engine 1", "images", 10, 7, Instant.EPOCH);
        return new ProfileSnapshot(catalog.model(), provenance, "agreement", 1, LATENCY, 4, 50, entries, List.of());
    }

    @Test
    void findsTheEntryOfADescendant() {
        BlockProfile entry = profile(net).find(new BlockId("b1"), new DescendantId("half"));
        assertThat(entry).isNotNull().extracting(BlockProfile::bytes).isEqualTo(100L);
        assertThat(profile(net).find(new BlockId("b1"), new DescendantId("none")))
                .isNull();
        assertThat(profile(net).find(new BlockId("b2"), DescendantId.ORIGINAL)).isNull();
    }

    @Test
    void isFreshForWhatWasMeasuredWhereItWasMeasured() {
        assertThat(profile(net).staleness(net, HERE, "engine 1")).isEmpty();
    }

    @Test
    void isStaleOnAnotherDeviceOrEngine() {
        Device other = new Device("Other CPU", 4, 8L << 30, List.of("avx2", "fma"));
        assertThat(profile(net).staleness(net, other, "engine 1"))
                .singleElement()
                .asString()
                .contains(HERE.key());
        assertThat(profile(net).staleness(net, HERE, "engine 2"))
                .singleElement()
                .asString()
                .contains("engine 1", "engine 2");
    }

    @Test
    void isStaleWhereADescendantIsNewOrChanged() {
        List<BlockProfile> entries = new ArrayList<>(profile(net).blocks());
        entries.remove(0);
        entries.set(
                0,
                new BlockProfile(
                        new BlockId("b0"), new DescendantId("half"), new Digest("old"), LATENCY, 1, 1, 1, 0.5, 0.5));
        assertThat(profile(net, entries).staleness(net, HERE, "engine 1"))
                .hasSize(2)
                .anyMatch(reason -> reason.contains("b0/original"))
                .anyMatch(reason -> reason.contains("b0/half"));
    }

    @Test
    void isNotStaleBecauseADescendantIsNoLongerOffered() {
        assertThat(profile(net).staleness(Catalogs.chain("net", 1), HERE, "engine 1"))
                .isEmpty();
    }

    @Test
    void isNotStaleBecauseAPolishedHeadWasNotMeasuredOrHasChanged() {
        Descendant head = Catalogs.polished("polish-1", "p", "half", "half");
        BlockCatalog polished = Catalogs.with(net, 1, head);
        assertThat(profile(net).staleness(polished, HERE, "engine 1")).isEmpty();
        assertThat(profile(net).polished(new BlockId("b1"), head)).isNull();

        PolishProfile entry = new PolishProfile(
                new BlockProfile(new BlockId("b1"), head.id(), head.digest(), LATENCY, 1, 1, 1, 0.9, 0.9), 0.8, 0.8);
        ProfileSnapshot measured = profile(net).withPolished(List.of(entry));
        assertThat(measured.staleness(polished, HERE, "engine 1")).isEmpty();
        assertThat(measured.polished(new BlockId("b1"), head)).isEqualTo(entry);
        assertThat(measured.polished(new BlockId("b0"), head)).isNull();

        Descendant anew = Catalogs.polished("polish-1", "q", "half", "half");
        assertThat(measured.polished(new BlockId("b1"), anew)).isNull();
        assertThat(measured.staleness(Catalogs.with(net, 1, anew), HERE, "engine 1"))
                .isEmpty();
    }

    @Test
    void refusesNumbersThatCannotBe() {
        assertThatThrownBy(() -> new LatencyProfile(2, 1, 3, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LatencyProfile(1, 3, 2, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LatencyProfile(-1, 1, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LatencyProfile(1, 1, 1, -1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new LatencyProfile(1, 1, 1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        for (long[] costs : new long[][] {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}) {
            assertThatThrownBy(() -> entry(costs, 0.5, 0.5)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> entry(new long[3], 1.1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> entry(new long[3], Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> entry(new long[3], 1, -0.1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static BlockProfile entry(long[] costs, double quality, double agreement) {
        return new BlockProfile(
                new BlockId("b"),
                DescendantId.ORIGINAL,
                new Digest("d"),
                LATENCY,
                costs[0],
                costs[1],
                costs[2],
                quality,
                agreement);
    }

    @Test
    void keysEqualDevicesEquallyAndOthersNot() {
        assertThat(HERE.key()).matches("some-cpu-2-0ghz-4c-8g-[0-9a-f]+");
        assertThat(new Device("Some CPU @ 2.0GHz", 4, (8L << 30) - 1000, List.of("fma", "avx2")).key())
                .isEqualTo(HERE.key());
        assertThat(new Device("Some CPU @ 2.0GHz", 4, 8L << 30, List.of("avx2")).key())
                .isNotEqualTo(HERE.key());
        assertThat(new Device("Some CPU @ 2.0GHz", 8, 8L << 30, List.of("avx2", "fma")).key())
                .isNotEqualTo(HERE.key());
        assertThat(new Device("", 1, 0, List.of()).key()).startsWith("cpu-1c-0g-");
        assertThatThrownBy(() -> new Device("x", 0, 0, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysADeviceAlikeInEveryLanguage() {
        String key = HERE.key();
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(HERE.key()).isEqualTo(key);
        } finally {
            Locale.setDefault(before);
        }
    }
}
