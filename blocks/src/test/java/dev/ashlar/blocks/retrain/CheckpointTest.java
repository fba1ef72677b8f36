/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.blocks.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
    @TempDir
    Path folder;

    private static Map<String, float[]> arrays(Random random) {
        Map<String, float[]> arrays = new HashMap<>();
        for (int i = 0; i < random.nextInt(5); i++) {
            float[] values = new float[random.nextInt(2000)];
            for (int at = 0; at < values.length; at++) {
                values[at] = Float.intBitsToFloat(random.nextInt());
            }
            arrays.put("array " + i, values);
        }
        return arrays;
    }

    private static boolean isRead(Checkpoint checkpoint, Map<String, float[]> into) {
        return checkpoint.restore(in -> into.putAll(FloatArrays.read(in)));
    }

    private static void requireEqual(Map<String, float[]> read, Map<String, float[]> written, long seed) {
        assertThat(read.keySet()).as("seed %d", seed).isEqualTo(written.keySet());
        written.forEach((name, values) -> assertThat(bits(read.getOrDefault(name, new float[0])))
                .as("seed %d", seed)
                .isEqualTo(bits(values)));
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }

    @Test
    void givesBackWhatWasSavedLast() {
        Path file = folder.resolve("net.joint");
        Checkpoint checkpoint = Checkpoint.at(file, "key");
        assertThat(isRead(checkpoint, new HashMap<>())).isFalse();
        for (long seed = 1; seed <= 20; seed++) {
            Map<String, float[]> written = arrays(new Random(seed));
            checkpoint.save(out -> FloatArrays.write(written, out));
            Map<String, float[]> read = new HashMap<>();
            assertThat(isRead(checkpoint, read)).isTrue();
            requireEqual(read, written, seed);
        }
        assertThat(isRead(Checkpoint.at(file, "another"), new HashMap<>())).isFalse();
        assertThat(folder).isDirectoryContaining(each -> each.equals(file));
        checkpoint.forget();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aDamagedFileIsAsGoodAsNone() throws IOException {
        Path file = folder.resolve("net.joint");
        Checkpoint checkpoint = Checkpoint.at(file, "key");
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            Map<String, float[]> written = arrays(random);
            checkpoint.save(out -> FloatArrays.write(written, out));
            byte[] bytes = Files.readAllBytes(file);
            if (random.nextBoolean()) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            } else {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            Files.write(file, bytes);
            assertThat(isRead(checkpoint, new HashMap<>())).as("seed %d", seed).isFalse();
        }
    }

    @Test
    void whatCannotBeWrittenDownStopsNothing() {
        Checkpoint nowhere = Checkpoint.at(folder.resolve("missing").resolve("net.joint"), "key");
        nowhere.save(out -> out.writeInt(1));
        assertThat(isRead(nowhere, new HashMap<>())).isFalse();
        nowhere.forget();
        assertThat(folder).isEmptyDirectory();
    }
}
