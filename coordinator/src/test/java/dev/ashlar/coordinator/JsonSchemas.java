/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Validates against the schemas of a folder, as far as JSON Schema 2020-12 is used there; knows no other keyword. */
final class JsonSchemas {
    private static final Set<String> ANNOTATIONS = Set.of("$schema", "title", "description", "$defs");

    private final Path folder;
    private final Map<String, JsonObject> files = new HashMap<>();

    private JsonSchemas(Path folder) {
        this.folder = folder;
    }

    /** The schemas of the event bus. */
    static JsonSchemas ofTheBus() {
        return new JsonSchemas(Path.of("..", "docs", "formats", "bus"));
    }

    /** What keeps a value from being valid; empty if it is. */
    List<String> violations(String schema, @Nullable Object value) {
        List<String> found = new ArrayList<>();
        check(file(schema + ".schema.json"), value, "$", found);
        return found;
    }

    private JsonObject file(String name) {
        return files.computeIfAbsent(name, missing -> {
            try {
                return new JsonObject(Files.readString(folder.resolve(missing)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void check(JsonObject schema, @Nullable Object value, String at, List<String> found) {
        for (String keyword : schema.fieldNames()) {
            if (!ANNOTATIONS.contains(keyword)) {
                check(schema, keyword, value, at, found);
            }
        }
    }

    private void check(JsonObject schema, String keyword, @Nullable Object value, String at, List<String> found) {
        Object rule = schema.getValue(keyword);
        switch (keyword) {
            case "$ref" -> check(definition((String) rule), value, at, found);
            case "const" -> require(same(rule, value), at, keyword, value, found);
            case "enum" ->
                require(((JsonArray) rule).stream().anyMatch(option -> same(option, value)), at, keyword, value, found);
            case "type" -> require(isOneOf(rule, value), at, keyword, value, found);
            case "pattern" ->
                require(
                        !(value instanceof String text)
                                || Pattern.compile((String) rule).matcher(text).find(),
                        at,
                        keyword,
                        value,
                        found);
            case "minimum" ->
                require(!(value instanceof Number n) || n.doubleValue() >= number(rule), at, keyword, value, found);
            case "maximum" ->
                require(!(value instanceof Number n) || n.doubleValue() <= number(rule), at, keyword, value, found);
            case "exclusiveMinimum" ->
                require(!(value instanceof Number n) || n.doubleValue() > number(rule), at, keyword, value, found);
            case "minItems" ->
                require(!(value instanceof JsonArray array) || array.size() >= number(rule), at, keyword, value, found);
            case "required" ->
                require(
                        !(value instanceof JsonObject object)
                                || ((JsonArray) rule).stream().allMatch(name -> object.containsKey((String) name)),
                        at,
                        keyword,
                        value,
                        found);
            case "anyOf" ->
                require(
                        ((JsonArray) rule).stream().anyMatch(option -> isValid((JsonObject) option, value)),
                        at,
                        keyword,
                        value,
                        found);
            case "maxItems" ->
                require(!(value instanceof JsonArray array) || array.size() <= number(rule), at, keyword, value, found);
            case "uniqueItems" ->
                require(
                        !(value instanceof JsonArray array)
                                || array.stream().distinct().count() == array.size(),
                        at,
                        keyword,
                        value,
                        found);
            case "oneOf" ->
                require(
                        ((JsonArray) rule)
                                        .stream()
                                                .filter(option -> isValid((JsonObject) option, value))
                                                .count()
                                == 1,
                        at,
                        keyword,
                        value,
                        found);
            case "not" -> require(!isValid((JsonObject) rule, value), at, keyword, value, found);
            case "properties", "additionalProperties" -> checkProperties(schema, keyword, value, at, found);
            case "items" -> checkItems((JsonObject) rule, value, at, found);
            default -> throw new IllegalArgumentException("The keyword " + keyword + " is not known.");
        }
    }

    private void checkProperties(
            JsonObject schema, String keyword, @Nullable Object value, String at, List<String> found) {
        if (!(value instanceof JsonObject object)) {
            return;
        }
        JsonObject properties = schema.getJsonObject("properties");
        for (String name : object.fieldNames()) {
            JsonObject rule = properties.getJsonObject(name);
            if (keyword.equals("properties") && rule != null) {
                check(rule, object.getValue(name), at + "." + name, found);
            } else if (keyword.equals("additionalProperties")) {
                require(rule != null, at + "." + name, keyword, object.getValue(name), found);
            }
        }
    }

    private void checkItems(JsonObject rule, @Nullable Object value, String at, List<String> found) {
        if (value instanceof JsonArray array) {
            for (int i = 0; i < array.size(); i++) {
                check(rule, array.getValue(i), at + "[" + i + "]", found);
            }
        }
    }

    private boolean isValid(JsonObject schema, @Nullable Object value) {
        List<String> found = new ArrayList<>();
        check(schema, value, "$", found);
        return found.isEmpty();
    }

    private JsonObject definition(String reference) {
        String[] parts = reference.split("#/\\$defs/", 2);
        return file(parts[0]).getJsonObject("$defs").getJsonObject(parts[1]);
    }

    private static boolean isOneOf(Object types, @Nullable Object value) {
        return types instanceof JsonArray array
                ? array.stream().anyMatch(type -> is((String) type, value))
                : is((String) types, value);
    }

    private static boolean is(String type, @Nullable Object value) {
        return switch (type) {
            case "object" -> value instanceof JsonObject;
            case "array" -> value instanceof JsonArray;
            case "string" -> value instanceof String;
            case "boolean" -> value instanceof Boolean;
            case "null" -> value == null;
            case "number" -> value instanceof Number n && Double.isFinite(n.doubleValue());
            case "integer" -> value instanceof Number n && n.doubleValue() == Math.rint(n.doubleValue());
            default -> throw new IllegalArgumentException("The type " + type + " is not known.");
        };
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return a.doubleValue() == b.doubleValue();
        }
        return Objects.equals(one, other);
    }

    private static double number(Object rule) {
        return ((Number) rule).doubleValue();
    }

    private static void require(boolean holds, String at, String keyword, @Nullable Object value, List<String> found) {
        if (!holds) {
            found.add("%s breaks %s: %s".formatted(at, keyword, value));
        }
    }
}
