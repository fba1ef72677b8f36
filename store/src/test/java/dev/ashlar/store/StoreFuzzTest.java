/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Whatever is done to a document, it is read as a legal value or refused with a {@link StoreException}. */
final class StoreFuzzTest {
    private static final int MUTANTS = 4000;
    private static final Path FILE = Path.of("fuzzed.json");
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "null",
            "true",
            "-1",
            "0",
            "1e999999",
            "-1e-999999",
            "NaN",
            "\"x\"",
            "99999999999999999999999999999999",
            "0.1",
            "\\ud800",
            "\"..\"",
            "\"id\"",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");

    @Test
    void aMutatedManifestIsRefusedOrLegal() {
        fuzz(seed -> CatalogJson.encode(catalog(seed)), CatalogJson::decode, value -> assertThat(
                        CatalogJson.decode(FILE, CatalogJson.encode(value)))
                .isEqualTo(value));
    }

    @Test
    void aMutatedProfileIsRefusedOrLegal() {
        fuzz(
                seed -> ProfileJson.encode(new RandomCatalogs(seed).profile(catalog(seed))),
                ProfileJson::decode,
                value -> assertThat(ProfileJson.decode(FILE, ProfileJson.encode(value)))
                        .isEqualTo(value));
    }

    private static BlockCatalog catalog(long seed) {
        return new RandomCatalogs(seed).catalog(new ModelId("net"));
    }

    private interface Seeded {
        byte[] make(long seed);
    }

    private interface Checked<T> {
        void check(T value);
    }

    private static <T> void fuzz(Seeded valid, BiFunction<Path, byte[], T> decoder, Checked<T> checked) {
        for (long seed = 0; seed < MUTANTS; seed++) {
            byte[] mutant = mutate(valid.make(seed % 50), new Random(seed));
            T value;
            try {
                value = decoder.apply(FILE, mutant);
            } catch (StoreException e) {
                assertThat(e).as("seed %d", seed).hasMessageContainingAll("fuzzed.json", "Maybe");
                continue;
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed, e);
            }
            checked.check(value);
        }
    }

    private static byte[] mutate(byte[] valid, Random random) {
        byte[] mutant = valid;
        for (int i = 0; i <= random.nextInt(3); i++) {
            mutant = switch (random.nextInt(5)) {
                case 0 -> flip(mutant, random);
                case 1 -> Arrays.copyOf(mutant, random.nextInt(mutant.length + 1));
                case 2 -> splice(mutant, TOKENS.get(random.nextInt(TOKENS.size())), 0, random);
                case 3 -> splice(mutant, TOKENS.get(random.nextInt(TOKENS.size())), random.nextInt(12), random);
                default -> blowUpANumber(mutant, random);
            };
        }
        return mutant;
    }

    private static byte[] flip(byte[] valid, Random random) {
        byte[] mutant = valid.clone();
        if (mutant.length > 0) {
            mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return mutant;
    }

    private static byte[] splice(byte[] valid, String token, int length, Random random) {
        String text = new String(valid, StandardCharsets.ISO_8859_1);
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + length);
        return (text.substring(0, at) + token + text.substring(end)).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] blowUpANumber(byte[] valid, Random random) {
        String text = new String(valid, StandardCharsets.ISO_8859_1);
        int from = random.nextInt(text.length() + 1);
        for (int i = from; i < text.length(); i++) {
            if (Character.isDigit(text.charAt(i))) {
                String zeros = "0".repeat(1 << random.nextInt(12));
                return (text.substring(0, i + 1) + zeros + text.substring(i + 1)).getBytes(StandardCharsets.ISO_8859_1);
            }
        }
        return valid;
    }
}
