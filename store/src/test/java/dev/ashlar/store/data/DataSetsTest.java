/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.quality.Box;
import dev.ashlar.core.quality.SpreadImages;
import dev.ashlar.core.quality.Truth;
import dev.ashlar.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataSetsTest {
    private static final DataSetOptions PLAIN = DataSetOptions.plain();

    private final SetFolder set;

    DataSetsTest(@TempDir Path folder) throws IOException {
        this.set = new SetFolder(Files.createDirectory(folder.resolve("set")));
    }

    @Test
    void foldersAreClassesInTheOrderOfTheirNames() throws IOException {
        set.writeImages("dog/b.png", "cat/2.PNG", "cat/10.png", "dog/a.jpeg", "owl/x.png");
        set.write("README.md", new byte[] {1});
        set.write("cat/.hidden.png", new byte[] {1});
        set.write("empty/notes.txt", new byte[] {1});
        DataSet opened = DataSets.open(set.root(), PLAIN);
        assertThat(opened.classes()).containsExactly("cat", "dog", "owl");
        assertThat(SetFolder.marks(opened)).containsExactly(2, 1, 3, 0, 4);
        assertThat(SetFolder.truths(opened)).isEqualTo(SetFolder.labels(0, 0, 1, 1, 2));
        assertThat(opened.name()).isEqualTo("set");
        assertThat(opened.describe(1)).isEqualTo("image 1 of set (cat/2.PNG in %s)", set.root());
        assertThat(SpreadImages.of(opened, 2).describe(1)).isEqualTo("image 3 of set (dog/b.png in %s)", set.root());
    }

    @Test
    void aFolderOfImagesIsPlain() throws IOException {
        set.writeImages("b.png", "a.bmp", "below/c.png");
        DataSet opened = DataSets.open(set.root(), PLAIN);
        assertThat(SetFolder.marks(opened)).containsExactly(1, 0);
        assertThat(SetFolder.truths(opened)).containsOnly(Truth.NONE);
        assertThat(opened.classes()).isEmpty();
        assertThat(SetFolder.marks(DataSets.open(set.root(), PLAIN.recursively())))
                .containsExactly(1, 0, 2);
    }

    @Test
    void foldersAreReadRecursivelyWhenAsked() throws IOException {
        set.writeImages("a/b/c/1.png", "a/2.png", "d/3.png");
        DataSet opened = DataSets.open(set.root(), PLAIN.recursively());
        assertThat(opened.size()).isEqualTo(3);
        assertThat(SetFolder.truths(opened)).containsOnly(Truth.NONE);
    }

    @Test
    void aPartIsChosenByName() throws IOException {
        set.writeImages(
                "wrapper/train/cat/1.png",
                "wrapper/train/dog/2.png",
                "wrapper/test/cat/3.png",
                "wrapper/test/dog/4.png");
        DataSet test = DataSets.open(set.root(), PLAIN.withPart("test"));
        assertThat(test.name()).isEqualTo("set/test");
        assertThat(SetFolder.marks(test)).containsExactly(2, 3);
        assertThat(DataSets.open(set.root(), PLAIN.withPart("TRAIN")).classes()).containsExactly("cat", "dog");
        assertThat(SetFolder.marks(DataSets.open(set.root(), PLAIN.withPart("wrapper/train/dog"))))
                .containsExactly(1);
        set.refused(PLAIN, "several parts", "test, train");
        set.refused(PLAIN.withPart("val"), "no part named val", "test, train");
    }

    @Test
    void foldersThatAreNeitherPartsNorClassesAreRefused() throws IOException {
        set.writeImages("2020/cat/1.png", "2021/cat/2.png");
        set.refused(PLAIN, "2020, 2021", "no classes");
    }

    @Test
    void boxesLieBesideImages() throws IOException {
        set.writeImages("images/val/a.png", "images/val/b.png", "images/val/c.png");
        set.write(
                "detection/labels/val/a.txt",
                "7 0.5 0.5 0.5 0.25\n\n1 0.1 0.9 0.4 0.4\n".getBytes(StandardCharsets.UTF_8));
        set.write("detection/labels/val/b.txt", new byte[0]);
        set.writeImages("masks/a.png");
        DataSet opened = DataSets.open(set.root(), PLAIN);
        assertThat(SetFolder.truths(opened))
                .containsExactly(
                        new Truth.Boxes(
                                List.of(new Box(0.25, 0.375, 0.75, 0.625), new Box(0, 0.7, 0.30000000000000004, 1))),
                        new Truth.Boxes(List.of()),
                        new Truth.Boxes(List.of()));
        assertThat(DataSets.open(set.root(), PLAIN.withPart("val")).size()).isEqualTo(3);
    }

    @Test
    void labelsThatBelongToOtherImagesAreRefused() throws IOException {
        set.writeImages("images/a.png");
        set.write("labels/z.txt", new byte[0]);
        set.refused(PLAIN, "labels/z.txt", "None of the 1 label files");
    }

    @Test
    void damagedBoxesAreNamedWithTheirLine() throws IOException {
        set.writeImages("images/a.png");
        for (String wrong :
                List.of("1 2 3", "0 x 0.5 0.1 0.1", "0 0.5 1.5 0.1 0.1", "0 NaN 0.5 0.1 0.1", "0 1e999 0 0 0")) {
            set.write("labels/a.txt", ("0 0.5 0.5 0.1 0.1\n" + wrong).getBytes(StandardCharsets.UTF_8));
            DataSet opened = DataSets.open(set.root(), PLAIN);
            assertThatThrownBy(() -> opened.sample(0))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContainingAll("labels/a.txt", "line 2", "Maybe");
        }
    }

    @Test
    void whatIsNoDataSetIsRefused() throws IOException {
        set.refused(PLAIN, "no image", set.root().toString());
        set.write("notes.txt", new byte[] {1});
        set.refused(PLAIN, "no image");
        assertThatThrownBy(() -> DataSets.open(set.root().resolve("notes.txt"), PLAIN))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no data set");
        assertThatThrownBy(() -> DataSets.open(set.root().resolve("missing"), PLAIN))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("not there");
    }

    @Test
    void imagesOfWhichNoneDecodesAreRefused() throws IOException {
        set.write("a.png", new byte[] {1, 2});
        set.write("b.jpg", new byte[0]);
        set.refused(PLAIN, "None of the 2 images", "a.png");
    }

    @Test
    void aCorruptImageAmongOthersIsNamedWhenItIsRead() throws IOException {
        set.writeImages("a.png", "c.png");
        set.write("b.png", Arrays.copyOf(SetFolder.png(1), 30));
        DataSet opened = DataSets.open(set.root(), PLAIN);
        assertThat(opened.sample(2).image().width()).isEqualTo(2);
        assertThatThrownBy(() -> opened.sample(1))
                .isInstanceOf(StoreException.class)
                .hasMessageContainingAll("b.png", set.root().toString(), "Maybe");
    }

    @Test
    void linksOfTheUsersOwnFolderAreFollowedAndCirclesAreRefused() throws IOException {
        set.writeImages("real/a.png");
        Files.move(set.root().resolve("real"), set.root().resolveSibling("elsewhere"));
        Files.createSymbolicLink(set.root().resolve("linked"), set.root().resolveSibling("elsewhere"));
        assertThat(DataSets.open(set.root(), PLAIN).size()).isEqualTo(1);
        Files.createSymbolicLink(set.root().resolve("circle"), set.root());
        set.refused(PLAIN, set.root().toString());
    }
}
