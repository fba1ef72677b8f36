/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.demo.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.image.PackedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PortablePixmapsTest {

    @Test
    void readsOnePictureAfterAnother() throws IOException {
        PortablePixmaps pictures = pictures("P6\n2 1\n255\nabcdefP6 1 1 255 \n\n\n");
        PackedImage first = pictures.next();
        PackedImage second = pictures.next();

        assertThat(first).isNotNull();
        assertThat(second).isNotNull();
        assertThat(first.width()).isEqualTo(2);
        assertThat(first.data().array()).isEqualTo("abcdef".getBytes(StandardCharsets.US_ASCII));
        assertThat(second.data().array()).isEqualTo("\n\n\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(pictures.next()).isNull();
    }

    @Test
    void refusesWhatIsNoPicture() {
        for (String text : new String[] {
            "P5\n1 1\n255\nabc",
            "P",
            "P6",
            "P6\n",
            "P6\n0 1\n255\n",
            "P6\n-1 1\n255\n",
            "P6\n1 x\n255\n",
            "P6\n1 1\n15\nabc",
            "P6\n99999 1\n255\n",
            "P6\n99999999999 1\n255\n",
            "P6\n1 1\n65535\nabc",
            "P6\n1 1\n255\nab"
        }) {
            assertThatThrownBy(() -> pictures(text).next()).as(text).isInstanceOf(IOException.class);
        }
    }

    @Test
    void answersAnyDamageWithAnIoException() {
        byte[] whole = "P6\n3 2\n255\nabcdefghijklmnopqr".getBytes(StandardCharsets.US_ASCII);
        for (long seed = 0; seed < 2000; seed++) {
            Dice dice = new Dice(seed);
            byte[] damaged = whole.clone();
            int hits = dice.whole(1, 3);
            for (int i = 0; i < hits; i++) {
                damaged[dice.whole(0, 10)] = (byte) dice.whole(0, 255);
            }
            int length = dice.chance(0.5) ? dice.whole(0, whole.length) : whole.length;
            PortablePixmaps pictures = new PortablePixmaps(new ByteArrayInputStream(damaged, 0, length));
            try {
                PackedImage picture = pictures.next();
                assertThat(picture == null || picture.width() >= 1)
                        .as("seed %d", seed)
                        .isTrue();
            } catch (IOException expected) {
                assertThat(expected).as("seed %d", seed).hasMessageContaining("picture");
            }
        }
    }

    private static PortablePixmaps pictures(String text) {
        return new PortablePixmaps(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
