/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The text of a document: how much of it is read, and the one way in which it is written. */
final class JsonFormat {
    /*
     * Canonical: keys in the order in which the mapping puts them, two spaces, '\n', and the shortest decimal that
     * reads back as the same double, by one algorithm whatever the JDK (Double.toString changed in 19).
     */
    static final int MAX_BYTES = 64 << 20;

    static final int MAX_TEXT = 1 << 16;

    private static final int MAX_DEPTH = 24;
    private static final int MAX_NAME = 256;
    private static final int MAX_NUMBER = 100;
    private static final int MAX_TOKENS = 1_000_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_BYTES)
                            .maxTokenCount(MAX_TOKENS)
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .maxNameLength(MAX_NAME)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .disable(JsonFactory.Feature.CHARSET_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectWriter WRITER = MAPPER.writer(new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private JsonFormat() {}

    /** The bytes of a plain file of no more than {@value #MAX_BYTES} bytes, or null if there is none. */
    static byte @Nullable [] read(Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        if (!Files.isRegularFile(file)) {
            throw new StoreException(
                    "The file (%s) must be a plain file. Maybe something else was put in its place.".formatted(file));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new StoreException("The file (%s) must have at most %d bytes. Maybe it is not a file of Ashlar."
                        .formatted(file, MAX_BYTES));
            }
            return content;
        } catch (IOException e) {
            throw StoreException.unreadable(file, e);
        }
    }

    /** The document in {@code content}; {@code file} is where it came from. */
    static JsonNode parse(Path file, byte[] content) {
        try {
            return MAPPER.readTree(content);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr());
            throw new StoreException(
                    ("The file (%s) is not a document of Ashlar%s: %s. Maybe it was cut off or edited;"
                                    + " restore it from a copy.")
                            .formatted(file, where, e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw StoreException.unreadable(file, e);
        }
    }

    /** The canonical bytes of a document. */
    static byte[] format(JsonNode document) {
        try {
            byte[] text = WRITER.writeValueAsBytes(document);
            byte[] line = Arrays.copyOf(text, text.length + 1);
            line[text.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The document cannot be written: %s. Maybe a text in it is not valid Unicode."
                            .formatted(e.getOriginalMessage()),
                    e);
        }
    }
}
