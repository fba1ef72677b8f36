/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.ashlar.core.block.ModelId;
import dev.ashlar.core.testing.JsonSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The schemas under {@code docs/formats} say what the store writes and reads. */
final class DocumentedFormatTest {
    private static final ModelId MODEL = new ModelId("net");
    private static final Path FILE = Path.of("document.json");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void whatIsWrittenIsWhatIsDocumented() throws IOException {
        JsonSchema manifest = JsonSchema.documented("model.schema.json");
        JsonSchema profile = JsonSchema.documented("profile.schema.json");
        for (long seed = 0; seed < 60; seed++) {
            RandomCatalogs random = new RandomCatalogs(seed);
            var catalog = random.catalog(MODEL);
            assertThat(manifest.faults(JSON.readTree(CatalogJson.encode(catalog))))
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(profile.faults(JSON.readTree(ProfileJson.encode(random.profile(catalog)))))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    @Test
    void everyFieldIsNeededAndNoOtherIsAllowedInBoth() throws IOException {
        var catalog = Catalogs.tiny(MODEL);
        hold(JsonSchema.documented("model.schema.json"), CatalogJson.encode(catalog), CatalogJson::decode);
        hold(
                JsonSchema.documented("profile.schema.json"),
                ProfileJson.encode(Catalogs.profile(catalog, 5)),
                ProfileJson::decode);
    }

    private static void hold(JsonSchema schema, byte[] valid, BiFunction<Path, byte[], ?> decoder) throws IOException {
        JsonNode document = JSON.readTree(valid);
        assertThat(schema.faults(document)).isEmpty();
        List<ObjectNode> objects = new ArrayList<>();
        collect(document, objects);
        for (ObjectNode object : objects) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            ObjectNode whole = JSON.createObjectNode().setAll(object);
            for (String name : names) {
                object.remove(name);
                requireRefused(schema, document, decoder, "without " + name + " " + object);
                object.put(name, true);
                requireRefused(schema, document, decoder, "with another " + name + " " + object);
                object.removeAll();
                object.setAll(whole);
            }
            object.put("unheard", 1);
            requireRefused(schema, document, decoder, "with an unknown field " + object);
            object.remove("unheard");
        }
        assertThat(schema.faults(document)).isEmpty();
    }

    private static void requireRefused(
            JsonSchema schema, JsonNode document, BiFunction<Path, byte[], ?> decoder, String what) throws IOException {
        byte[] changed = JSON.writeValueAsBytes(document);
        assertThat(schema.faults(JSON.readTree(changed))).as(what).isNotEmpty();
        assertThatThrownBy(() -> decoder.apply(FILE, changed)).as(what).isInstanceOf(StoreException.class);
    }

    private static void collect(JsonNode node, List<ObjectNode> objects) {
        if (node instanceof ObjectNode object) {
            objects.add(object);
        }
        node.forEach(child -> collect(child, objects));
    }
}
