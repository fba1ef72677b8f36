/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.core.block.BlockCatalog;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.profile.ProfileSnapshot;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class StoreRoundTripTest {
    private static final ModelId MODEL = new ModelId("net");

    private final Path root;

    StoreRoundTripTest(@TempDir Path root) {
        this.root = root;
    }

    private static Stream<Long> seeds() {
        return LongStream.range(0, 40).boxed();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsSavedIsLoadedEqual(long seed) {
        RandomCatalogs random = new RandomCatalogs(seed);
        FileStore store = FileStore.open(root);
        BlockCatalog catalog = random.catalog(MODEL);
        ProfileSnapshot profile = random.profile(catalog);
        store.save(catalog);
        store.save(profile);
        assertThat(store.load(MODEL)).as("seed %d", seed).isEqualTo(catalog);
        assertThat(store.find(MODEL, profile.provenance().device()))
                .as("seed %d", seed)
                .isEqualTo(profile);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsLoadedIsSavedInTheSameBytes(long seed) {
        RandomCatalogs random = new RandomCatalogs(seed);
        BlockCatalog catalog = random.catalog(MODEL);
        byte[] manifest = CatalogJson.encode(catalog);
        byte[] profile = ProfileJson.encode(random.profile(catalog));
        assertThat(CatalogJson.encode(CatalogJson.decode(root, manifest)))
                .as("seed %d", seed)
                .isEqualTo(manifest);
        assertThat(ProfileJson.encode(ProfileJson.decode(root, profile)))
                .as("seed %d", seed)
                .isEqualTo(profile);
    }

    @Test
    void theTextIsCanonical() {
        String text = new String(CatalogJson.encode(Catalogs.tiny(MODEL)), StandardCharsets.UTF_8);
        assertThat(text)
                .isEqualTo(
                        """
                        {
                          "formatVersion": 1,
                          "model": "net",
                          "source": "%1$s",
                          "input": {
                            "name": "x",
                            "type": "float32",
                            "shape": [ -1, 3, 8, 8 ],
                            "nominal": [ 1, 3, 8, 8 ]
                          },
                          "preprocessing": {
                            "order": "rgb",
                            "scale": 0.00392156862745098,
                            "mean": [ 0.485, 0.456, 0.406 ],
                            "std": [ 0.229, 0.224, 0.225 ]
                          },
                          "outputs": [ {
                            "name": "y",
                            "type": "float32",
                            "shape": [ -1, 10 ],
                            "nominal": [ 1, 10 ]
                          } ],
                          "outputKind": "classes",
                          "labels": [ "cat", "dog" ],
                          "blocks": [ {
                            "id": "b00",
                            "inputs": [ {
                              "name": "x",
                              "type": "float32",
                              "shape": [ -1, 3, 8, 8 ],
                              "nominal": [ 1, 3, 8, 8 ]
                            } ],
                            "outputs": [ {
                              "name": "y",
                              "type": "float32",
                              "shape": [ -1, 10 ],
                              "nominal": [ 1, 10 ]
                            } ],
                            "operators": 7,
                            "macs": 1000,
                            "elasticMacs": 900,
                            "descendants": [ {
                              "id": "original",
                              "compressions": [ ],
                              "digest": "%1$s",
                              "fileBytes": 4,
                              "weightBytes": 3,
                              "macs": 1000,
                              "featureError": 0.0,
                              "recipe": "import"
                            }, {
                              "id": "keep-50-int8",
                              "compressions": [ {
                                "kind": "channel-pruning",
                                "keep": 0.5
                              }, {
                                "kind": "int8"
                              } ],
                              "digest": "%1$s",
                              "fileBytes": 4,
                              "weightBytes": 3,
                              "macs": 500,
                              "featureError": 2.0E-5,
                              "recipe": "closed-form"
                            } ],
                            "dropped": [ {
                              "id": "keep-25",
                              "reason": "worse than keep-50 and no faster",
                              "recipe": "closed-form"
                            } ]
                          } ]
                        }
                        """
                                .formatted(Catalogs.DIGEST));
    }

    @Test
    void refusesToWriteWhatCouldNotBeReadAgain() {
        FileStore store = FileStore.open(root);
        BlockCatalog good = Catalogs.tiny(MODEL);
        store.save(good);
        BlockCatalog bad = Catalogs.labelled(good, "x".repeat(JsonFormat.MAX_TEXT + 1));
        assertThatThrownBy(() -> store.save(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("65536", "Maybe");
        assertThat(store.load(MODEL)).isEqualTo(good);
        assertThat(StoreLayout.entries(root.resolve("net"))).hasSize(1);
    }
}
