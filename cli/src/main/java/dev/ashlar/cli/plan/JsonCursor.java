/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.cli.plan;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON document from its beginning to its end without ever holding it, and knows where it is: whatever is
 * refused is refused with its path, its value and advice.
 *
 * <p><b>Threading</b>: for one thread.
 */
final class JsonCursor implements AutoCloseable {
    /** Larger documents are refused unread: a problem of 1000 streams with networks of their own has about 10 MB. */
    static final long MOST_BYTES = 64L << 20;

    private static final int MOST_NESTING = 16;
    private static final int MOST_DIGITS = 60;
    private static final int MOST_TEXT = 4096;
    private static final int SHOWN = 60;

    private final String source;
    private final JsonParser parser;

    /** What to do with one field of an object; false if no field of this name is known. */
    interface Fields {
        boolean read(String name) throws IOException;
    }

    /** What to do with one element of a list. */
    interface Elements {
        void read(int index) throws IOException;
    }

    /**
     * A cursor before the document.
     *
     * @param source what is read, for messages
     */
    JsonCursor(String source, InputStream in) throws IOException {
        this.source = source;
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MOST_NESTING)
                        .maxNumberLength(MOST_DIGITS)
                        .maxStringLength(MOST_TEXT)
                        .maxNameLength(MOST_TEXT)
                        .maxDocumentLength(MOST_BYTES)
                        .build())
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                // Read so that it can be refused by its path, as any other number out of range.
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                .build();
        this.parser = factory.createParser(in);
    }

    /** Reads the whole document by {@code root}, which is called at its first token. */
    void document(Elements root) {
        try {
            if (parser.nextToken() == null) {
                throw refuse("$", "is empty", "Maybe the wrong file was named, or writing it was interrupted.");
            }
            root.read(0);
            if (parser.nextToken() != null) {
                throw refuse("$", "is followed by more text", "Maybe two documents were written into one file.");
            }
        } catch (StreamConstraintsException e) {
            throw refuse(
                    path(), "is beyond what is read (" + firstLine(e) + ")", "Maybe the file holds something else.");
        } catch (JsonProcessingException e) {
            throw refuse(path(), "is followed by what is no JSON (" + place(e) + ")", "Maybe the file was cut off.");
        } catch (IOException e) {
            throw new ProblemException(
                    "The problem %s cannot be read (%s). Maybe its name is misspelt.".formatted(source, e), e);
        }
    }

    /** Reads the object that begins here, which must have some of its fields. */
    void object(Fields fields, String... required) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong("an object");
        }
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (!seen.add(name)) {
                throw refuse(path(), "is written twice", "Maybe rename one or delete it.");
            }
            parser.nextToken();
            if (!fields.read(name)) {
                throw refuse(
                        path(), "is no field that is known here", "Maybe it is misspelt; docs/plan.md lists them.");
            }
        }
        for (String name : required) {
            if (!seen.contains(name)) {
                throw refuse(path() + step(name), "is missing", "Maybe it is misspelt; docs/plan.md has an example.");
            }
        }
    }

    /** Passes the object that begins here. */
    void skipObject() throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong("an object");
        }
        parser.skipChildren();
    }

    /** Reads the list that begins here. */
    void list(int least, int most, Elements elements) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw wrong("a list");
        }
        int index = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (index == most) {
                throw refuse(
                        path(),
                        "is one element too many",
                        "Maybe split the problem: at most %d are taken.".formatted(most));
            }
            elements.read(index++);
        }
        if (index < least) {
            throw refuse(
                    "must have at least %d element%s, not %d".formatted(least, least == 1 ? "" : "s", index),
                    "Maybe delete what it belongs to.");
        }
    }

    /** Whether a text is here. */
    boolean isText() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    /** Whether a number is here. */
    boolean isNumber() {
        return parser.currentToken().isNumeric();
    }

    /** The text here. */
    String text() throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong("a text");
        }
        return parser.getText();
    }

    /** The text here, one of a few. */
    String choice(String... names) throws IOException {
        String value = text();
        if (!List.of(names).contains(value)) {
            throw refuse("(%s) must be one of %s".formatted(shown(value), List.of(names)), "Maybe leave it out.");
        }
        return value;
    }

    /** The number here, exactly as it is written. */
    BigDecimal number(double least, double most) throws IOException {
        if (!isNumber()) {
            throw wrong("a number");
        }
        String digits = parser.getText();
        BigDecimal value = decimal(digits);
        if (value == null
                || value.compareTo(BigDecimal.valueOf(least)) < 0
                || value.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw refuse(
                    path(),
                    "(%s) must be a number between %s and %s".formatted(shown(digits), plain(least), plain(most)),
                    "Maybe it is meant in another unit: the name of the field says which.");
        }
        return value;
    }

    /** The whole number here. */
    long integer(long least, long most) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw wrong("a whole number");
        }
        String digits = parser.getText();
        BigDecimal value = new BigDecimal(digits);
        if (value.compareTo(BigDecimal.valueOf(least)) < 0 || value.compareTo(BigDecimal.valueOf(most)) > 0) {
            throw refuse(
                    path(),
                    "(%s) must be a whole number between %d and %d".formatted(shown(digits), least, most),
                    "Maybe it was written for another field.");
        }
        return value.longValueExact();
    }

    private static @Nullable BigDecimal decimal(String digits) {
        try {
            return new BigDecimal(digits);
        } catch (NumberFormatException e) {
            // NaN and the infinities.
            return null;
        }
    }

    private static String plain(double bound) {
        return new BigDecimal(bound).abs().compareTo(BigDecimal.valueOf(1e15)) < 0 && bound == Math.rint(bound)
                ? String.valueOf((long) bound)
                : String.valueOf(bound);
    }

    private ProblemException wrong(String wanted) throws IOException {
        JsonToken token = parser.currentToken();
        String found =
                switch (token) {
                    case START_OBJECT -> "an object";
                    case START_ARRAY -> "a list";
                    default -> shown(String.valueOf(parser.getText()));
                };
        return refuse(path(), "(%s) must be %s".formatted(found, wanted), "Maybe docs/plan.md helps.");
    }

    /** What is made of what was read here; the house's own refusal of it is one of the file. */
    <T> T built(Supplier<T> made) {
        return built(path(), made);
    }

    /** What is made of what was read at a place. */
    <T> T built(String path, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            String advice = message.contains("Maybe ") ? "" : " Maybe docs/plan.md helps.";
            throw new ProblemException("The problem %s: %s: %s%s".formatted(source, path, message, advice), e);
        }
    }

    /** A refusal of what is here. */
    ProblemException refuse(String what, String advice) {
        return refuse(path(), what, advice);
    }

    /** A refusal of what is at a place. */
    ProblemException refuse(String path, String what, String advice) {
        return new ProblemException("The problem %s: %s %s. %s".formatted(source, path, what, advice), null);
    }

    /** Where this is, such as {@code $.streams[2].model}. */
    String path() {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = parser.getParsingContext(); at != null; at = at.getParent()) {
            if (at.inArray() && at.hasCurrentIndex()) {
                path.insert(0, "[" + at.getCurrentIndex() + "]");
            } else if (at.inObject() && at.hasCurrentName()) {
                path.insert(0, step(at.getCurrentName()));
            }
        }
        return path.insert(0, "$").toString();
    }

    /** The step of a path to a field; a name of other than letters, digits and the like is quoted. */
    static String step(String name) {
        return name.matches("[A-Za-z0-9_-]+") ? "." + name : "['" + shown(name) + "']";
    }

    /** The value as a message may hold it: short, and without control characters. */
    static String shown(String value) {
        String clean = value.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= SHOWN ? clean : clean.substring(0, SHOWN) + "...";
    }

    private static String place(JsonProcessingException failure) {
        return "line %d, column %d: %s"
                .formatted(
                        failure.getLocation() == null
                                ? 0
                                : failure.getLocation().getLineNr(),
                        failure.getLocation() == null
                                ? 0
                                : failure.getLocation().getColumnNr(),
                        firstLine(failure));
    }

    private static String firstLine(JsonProcessingException failure) {
        String message = String.valueOf(failure.getOriginalMessage());
        String line = message.lines().findFirst().orElse("");
        return line.length() <= 2 * SHOWN ? line : line.substring(0, 2 * SHOWN) + "...";
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
