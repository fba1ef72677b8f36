/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * The fields of one object of a document, each of which must be there, be of the right kind and be asked for; a field
 * that nobody asked for is refused. Every refusal names the file and the place in it.
 */
final class JsonFields {
    private static final int MAX_LIST = 100_000;
    private static final int MAX_SHOWN = 60;

    private final Path file;
    private final String path;
    private final JsonNode node;
    private final Set<String> asked = new HashSet<>();

    private JsonFields(Path file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /** The value that {@code mapper} makes of a whole document. */
    static <T> T read(Path file, JsonNode document, Function<JsonFields, T> mapper) {
        return read(file, "$", document, mapper);
    }

    private static <T> T read(Path file, String path, JsonNode node, Function<JsonFields, T> mapper) {
        JsonFields fields = new JsonFields(file, path, node);
        if (!node.isObject()) {
            throw fields.fault(path, "must be an object", node);
        }
        T value = fields.checked(path, () -> mapper.apply(fields));
        fields.requireNoOthers();
        return value;
    }

    private interface Making<T> {
        T make();
    }

    /** A value's own refusal becomes a refusal of the place it came from. */
    private <T> T checked(String place, Making<T> making) {
        try {
            return making.make();
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            throw new StoreException(
                    "The file (%s) is not valid at %s: %s Maybe it was edited; restore it from a copy."
                            .formatted(file, place, shortened(String.valueOf(e.getMessage()), 400)),
                    e);
        }
    }

    private void requireNoOthers() {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!asked.contains(name)) {
                throw new StoreException(
                        ("The file (%s) has a field at %s that this version does not know. Maybe a newer"
                                        + " Ashlar wrote it, or it is misspelt.")
                                .formatted(file, place(shortened(name, MAX_SHOWN))));
            }
        }
    }

    private JsonNode get(String name) {
        asked.add(name);
        JsonNode value = node.get(name);
        if (value == null) {
            throw new StoreException("The file (%s) has no field %s. Maybe it was edited; restore it from a copy."
                    .formatted(file, place(name)));
        }
        return value;
    }

    private String place(String name) {
        return path + "." + name;
    }

    /** What a value makes of a text. */
    <T> T text(String name, Function<String, T> mapper) {
        String text = textOf(place(name), get(name));
        return checked(place(name), () -> mapper.apply(text));
    }

    String text(String name) {
        return textOf(place(name), get(name));
    }

    /** The constant of an enum that is written in lower case with hyphens. */
    <E extends Enum<E>> E constant(String name, Class<E> type) {
        String text = text(name);
        for (E constant : type.getEnumConstants()) {
            if (nameOf(constant).equals(text)) {
                return constant;
            }
        }
        throw fault(place(name), "is none of the kinds that this version knows", get(name));
    }

    static String nameOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    long integer(String name) {
        return integerOf(place(name), get(name));
    }

    int smallInteger(String name) {
        long value = integer(name);
        if (value != (int) value) {
            throw fault(place(name), "must be a 32-bit integer", get(name));
        }
        return (int) value;
    }

    double number(String name) {
        return numberOf(place(name), get(name));
    }

    <T> T object(String name, Function<JsonFields, T> mapper) {
        return read(file, place(name), get(name), mapper);
    }

    List<String> texts(String name) {
        return list(name, this::textOf);
    }

    List<Long> integers(String name) {
        return list(name, this::integerOf);
    }

    List<Double> numbers(String name) {
        return list(name, this::numberOf);
    }

    <T> List<T> objects(String name, Function<JsonFields, T> mapper) {
        return list(name, (place, element) -> read(file, place, element, mapper));
    }

    private interface Element<T> {
        T read(String place, JsonNode node);
    }

    private <T> List<T> list(String name, Element<T> element) {
        JsonNode list = get(name);
        if (!list.isArray() || list.size() > MAX_LIST) {
            throw fault(place(name), "must be a list of at most " + MAX_LIST + " elements", list);
        }
        List<T> values = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            values.add(element.read(place(name) + "[" + i + "]", list.get(i)));
        }
        return List.copyOf(values);
    }

    private String textOf(String place, JsonNode value) {
        if (!value.isTextual()) {
            throw fault(place, "must be a text", value);
        }
        return value.textValue();
    }

    private long integerOf(String place, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw fault(place, "must be a 64-bit integer", value);
        }
        return value.longValue();
    }

    private double numberOf(String place, JsonNode value) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw fault(place, "must be a finite number", value);
        }
        return value.doubleValue();
    }

    private StoreException fault(String place, String rule, JsonNode value) {
        return new StoreException("The file (%s) is not valid: %s (%s) %s. Maybe it was edited; restore it from a copy."
                .formatted(file, place, shown(value), rule));
    }

    private static String shown(JsonNode value) {
        return value.isContainerNode()
                ? value.isArray() ? "a list of " + value.size() : "an object"
                : shortened(value.toString(), MAX_SHOWN);
    }

    private static String shortened(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "...";
    }
}
