/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.profiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.Digest;
import dev.ashlar.core.engine.Tensor;
import dev.ashlar.core.graph.ElementType;
import dev.ashlar.core.graph.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFileTest {
    private static final Digest KEY = new Digest("0123456789abcdef");
    private static final int IMAGES = 7;
    private static final int FLOATS = 15;

    @TempDir
    private Path folder;

    private static List<Tensor> answer() {
        return List.of(
                Tensor.allocate(ElementType.FLOAT32, Shape.of(1, 10)),
                Tensor.allocate(ElementType.FLOAT32, Shape.of(1, 5)));
    }

    private static float number(int image, int place) {
        return image * 1000 + place + 0.5f;
    }

    private Path written() throws IOException {
        Path path = folder.resolve("answers");
        Files.deleteIfExists(path);
        try (AnswerFile file = AnswerFile.create(path, KEY, IMAGES, FLOATS)) {
            for (int image = 0; image < IMAGES; image++) {
                List<Tensor> answer = answer();
                int place = 0;
                for (Tensor tensor : answer) {
                    for (int i = 0; i < tensor.floats().remaining(); i++) {
                        tensor.floats().put(i, number(image, place++));
                    }
                }
                file.write(image, new AnswerFile.Entry(0.125 * image, 31 * image), answer);
            }
            file.force();
        }
        return path;
    }

    private static AnswerFile open(Path path) throws IOException {
        return AnswerFile.open(path, KEY, IMAGES, FLOATS);
    }

    @Test
    void givesBackWhatWasWritten() throws IOException {
        Path path = written();
        assertThat(Files.size(path)).isEqualTo(AnswerFile.bytes(IMAGES, FLOATS));
        try (AnswerFile file = open(path)) {
            assertThat(file.quality()).isEqualTo(0.375);
            for (int image = IMAGES - 1; image >= 0; image--) {
                List<Tensor> answer = answer();
                assertThat(file.read(image, answer)).isEqualTo(new AnswerFile.Entry(0.125 * image, 31 * image));
                int place = 0;
                for (Tensor tensor : answer) {
                    for (int i = 0; i < tensor.floats().remaining(); i++) {
                        assertThat(tensor.floats().get(i)).isEqualTo(number(image, place++));
                    }
                }
            }
        }
    }

    @Test
    void refusesAFileOfWhichAnyBitIsOther() throws IOException {
        byte[] whole = Files.readAllBytes(written());
        Path path = folder.resolve("other");
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            byte[] other = whole.clone();
            int at = random.nextInt(other.length);
            int bit = random.nextInt(8);
            other[at] ^= (byte) (1 << bit);
            Files.write(path, other);
            assertThatThrownBy(() -> open(path))
                    .as("bit %d of byte %d", bit, at)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("other");
        }
    }

    @Test
    void refusesAFileThatWasCutJoinedOrDealtAnew() throws IOException {
        byte[] whole = Files.readAllBytes(written());
        Path path = folder.resolve("other");
        int header = Math.toIntExact(AnswerFile.bytes(0, FLOATS));
        int record = (whole.length - header) / IMAGES;
        for (int length = 0; length < whole.length + 50; length += 13) {
            if (length != whole.length) {
                Files.write(path, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> open(path)).as("%d bytes", length).isInstanceOf(IOException.class);
            }
        }
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(IMAGES);
            int to = (from + 1 + random.nextInt(IMAGES - 1)) % IMAGES;
            byte[] other = whole.clone();
            System.arraycopy(whole, header + from * record, other, header + to * record, record);
            Files.write(path, other);
            assertThatThrownBy(() -> open(path))
                    .as("record %d in the place of %d", from, to)
                    .hasMessageContaining("image " + to);
        }
    }

    @Test
    void refusesTheAnswersOfAnotherNetworkOrOtherImages() throws IOException {
        Path path = written();
        assertThatThrownBy(() -> AnswerFile.open(path, new Digest("fedcba9876543210"), IMAGES, FLOATS))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("header");
        assertThatThrownBy(() -> AnswerFile.open(path, KEY, IMAGES + 1, FLOATS)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> AnswerFile.create(path, KEY, IMAGES, FLOATS)).isInstanceOf(IOException.class);
    }

    @Test
    void noticesWhatBecomesOfTheFileWhileItIsOpen() throws IOException {
        Path path = written();
        try (AnswerFile file = open(path)) {
            byte[] whole = Files.readAllBytes(path);
            whole[whole.length - 20] ^= 1;
            Files.write(path, whole);
            assertThat(file.read(0, answer()).quality()).isEqualTo(0);
            assertThatThrownBy(() -> file.read(IMAGES - 1, answer())).hasMessageContaining("is damaged");
            Files.write(path, Arrays.copyOf(whole, 200));
            assertThatThrownBy(() -> file.read(IMAGES - 1, answer())).hasMessageContaining("has 200 bytes");
        }
    }

    @Test
    void anAnswerOfAnotherSizeIsRefused() throws IOException {
        try (AnswerFile file = AnswerFile.create(folder.resolve("short"), KEY, 1, FLOATS + 1)) {
            assertThatThrownBy(() -> file.write(0, new AnswerFile.Entry(1, 0), answer()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("16 numbers has 15");
        }
    }
}
