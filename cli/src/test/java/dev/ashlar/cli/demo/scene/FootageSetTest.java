/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.image.PackedImage;
import dev.ashlar.core.quality.Truth;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FootageSetTest {

    private final Path folder;

    FootageSetTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void takesPicturesInTheOrderOfTheirNames() throws IOException {
        draw("b.png", 20, 10, new Color(10, 20, 30));
        draw("a.bmp", 30, 10, new Color(200, 100, 50));
        draw("c.JPG", 40, 10, new Color(90, 90, 90));
        Files.writeString(folder.resolve("notes.txt"), "no picture");
        Files.createDirectory(folder.resolve("d.png"));

        FootageSet set = FootageSet.frames(folder, 10);

        assertThat(set.size()).isEqualTo(3);
        assertThat(List.of(0, 1, 2))
                .extracting(i -> set.sample(i).image().width())
                .containsExactly(30, 20, 40);
        assertThat(set.sample(0).truth()).isEqualTo(Truth.NONE);
        assertThat(pixel(set.sample(1).image())).containsExactly(30, 20, 10);
        assertThat(set.name()).isEqualTo("frames-" + folder.getFileName());
    }

    @Test
    void takesNoMoreThanAskedFor() throws IOException {
        for (int i = 0; i < 9; i++) {
            draw("f%d.png".formatted(i), 10 + i, 10, Color.GRAY);
        }

        FootageSet set = FootageSet.frames(folder, 3);

        assertThat(List.of(0, 1, 2))
                .extracting(i -> set.sample(i).image().width())
                .isSorted();
        assertThat(set.size()).isEqualTo(3);
        assertThatThrownBy(() -> set.sample(3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shrinksPicturesThatAreLargerThanNeeded() throws IOException {
        draw("large.png", 4000, 500, Color.ORANGE);

        PackedImage image = FootageSet.frames(folder, 1).sample(0).image();

        assertThat(image.width()).isEqualTo(FootageSet.MAX_SIDE);
        assertThat(image.height()).isEqualTo(120);
        assertThat(pixel(image)).containsExactly(0, 200, 255);
    }

    @Test
    void namesTheFolderThatIsAbsentOrEmpty() {
        assertThatThrownBy(() -> FootageSet.frames(folder.resolve("absent"), 5))
                .isInstanceOf(SceneException.class)
                .hasMessageContaining("absent")
                .hasMessageContaining("Maybe");
        assertThatThrownBy(() -> FootageSet.frames(folder, 5))
                .isInstanceOf(SceneException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("png");
    }

    @Test
    void namesThePictureThatIsDamaged() throws IOException {
        draw("good.png", 20, 10, Color.RED);
        byte[] whole = Files.readAllBytes(folder.resolve("good.png"));
        for (long seed = 0; seed < 100; seed++) {
            Dice dice = new Dice(seed);
            byte[] damaged = Arrays.copyOf(whole, dice.whole(0, whole.length));
            if (damaged.length > 0) {
                damaged[dice.whole(0, damaged.length - 1)] ^= (byte) dice.whole(1, 255);
            }
            Files.write(folder.resolve("bad.png"), damaged);
            try {
                assertThat(FootageSet.frames(folder, 2).size())
                        .as("seed %d", seed)
                        .isEqualTo(2);
            } catch (SceneException expected) {
                assertThat(expected)
                        .as("seed %d", seed)
                        .hasMessageContaining("bad.png")
                        .hasMessageContaining("Maybe");
            }
        }
    }

    @Test
    void refusesToTakeNone() {
        assertThatThrownBy(() -> FootageSet.frames(folder, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(0)");
        assertThatThrownBy(() -> FootageSet.video(folder, 257))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(257)");
    }

    private void draw(String name, int width, int height, Color colour) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D target = image.createGraphics();
        target.setColor(colour);
        target.fillRect(0, 0, width, height);
        target.dispose();
        String kind = name.substring(name.lastIndexOf('.') + 1);
        assertThat(ImageIO.write(image, kind, folder.resolve(name).toFile())).isTrue();
    }

    private static int[] pixel(PackedImage image) {
        return new int[] {
            image.data().get(0) & 0xff, image.data().get(1) & 0xff, image.data().get(2) & 0xff
        };
    }
}
