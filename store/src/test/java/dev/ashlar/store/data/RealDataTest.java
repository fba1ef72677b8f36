/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.quality.ImageSet;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.core.testing.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The readers on real data sets as people hand them on. */
final class RealDataTest {
    private final DataSetOptions options;

    RealDataTest(@TempDir Path cache) {
        this.options = DataSetOptions.plain().cachingIn(cache);
    }

    @Test
    void readsCifar10AsImagesByClass() {
        DataSet test = DataSets.open(SharedData.require("data/cifar10.tar.gz"), options.withPart("test"));
        assertThat(test.name()).isEqualTo("cifar10/test");
        assertThat(test.size()).isEqualTo(8000);
        assertThat(test.classes())
                .containsExactly(
                        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
        int[] seen = new int[10];
        DataSet some = test.subset(7, 500);
        for (int i = 0; i < some.size(); i++) {
            ImageSet.Sample sample = some.sample(i);
            assertThat(sample.image().width()).isEqualTo(32);
            seen[((Truth.Label) sample.truth()).index()]++;
        }
        assertThat(seen).doesNotContain(0);
    }

    @Test
    void readsGtsrbAsRecords() {
        DataSet test = DataSets.open(SharedData.require("data/gtsrb32.tar.gz"), options.withPart("test"));
        assertThat(test.name()).isEqualTo("gtsrb32/test");
        assertThat(test.size()).isEqualTo(2640);
        int greatest = 0;
        for (int i = 0; i < test.size(); i++) {
            greatest = Math.max(greatest, ((Truth.Label) test.sample(i).truth()).index());
        }
        assertThat(greatest).isEqualTo(42);
    }

    @Test
    void readsCocoAsImagesWithBoxes() {
        DataSet set = DataSets.open(SharedData.require("data/coco128-val.tar.gz"), options);
        assertThat(set.size()).isEqualTo(128);
        DataSet some = set.subset(3, 8);
        for (int i = 0; i < some.size(); i++) {
            ImageSet.Sample sample = some.sample(i);
            assertThat(sample.image().width()).isBetween(100, 640);
            assertThat(((Truth.Boxes) sample.truth()).boxes())
                    .allSatisfy(box -> assertThat(box.area()).isPositive());
        }
    }
}
