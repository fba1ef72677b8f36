/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.core.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** As much of JSON Schema as the documented formats use; a keyword that it does not know is a mistake in the schema. */
public final class JsonSchema {
    private final JsonNode root;

    private JsonSchema(JsonNode root) {
        this.root = root;
    }

    /** A schema of the documentation, found from the folder of any module. */
    public static JsonSchema documented(String name) throws IOException {
        return new JsonSchema(new ObjectMapper()
                .readTree(Path.of("..", "docs", "formats", name).toFile()));
    }

    /** What is wrong with a document, one line each. */
    public List<String> faults(JsonNode document) {
        List<String> faults = new ArrayList<>();
        check(document, root, "$", faults);
        return faults;
    }

    private void check(JsonNode value, JsonNode schema, String place, List<String> faults) {
        for (Map.Entry<String, JsonNode> rule : schema.properties()) {
            if (!holds(rule.getKey(), rule.getValue(), value, schema, place, faults)) {
                faults.add(place + " breaks " + rule);
            }
        }
    }

    private boolean holds(
            String keyword, JsonNode rule, JsonNode value, JsonNode schema, String place, List<String> faults) {
        switch (keyword) {
            case "$ref" -> check(value, root.at(rule.textValue().substring(1)), place, faults);
            case "properties" -> checkFields(value, rule, place, faults);
            case "additionalProperties" -> {
                if (rule.isBoolean()) {
                    return fieldsAreIn(value, schema.path("properties"));
                }
                checkOtherFields(value, rule, schema.path("properties"), place, faults);
            }
            case "propertyNames" ->
                value.fieldNames().forEachRemaining(name -> check(TextNode.valueOf(name), rule, place, faults));
            case "items" ->
                IntStream.range(0, value.size()).forEach(i -> check(value.get(i), rule, place + "[" + i + "]", faults));
            default -> {
                return holds(keyword, rule, value);
            }
        }
        return true;
    }

    /** Every field by its rule, and in the order of the schema, which is the canonical one. */
    private void checkFields(JsonNode value, JsonNode rules, String place, List<String> faults) {
        List<String> order = new ArrayList<>();
        rules.fieldNames().forEachRemaining(order::add);
        List<String> found = new ArrayList<>();
        value.fieldNames().forEachRemaining(found::add);
        order.retainAll(found);
        found.retainAll(order);
        if (!order.equals(found)) {
            faults.add(place + " has its keys in another order than " + order);
        }
        order.forEach(name -> check(value.get(name), rules.get(name), place + "." + name, faults));
    }

    /** Every field that no other rule names. */
    private void checkOtherFields(JsonNode value, JsonNode rule, JsonNode named, String place, List<String> faults) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (!named.has(field.getKey())) {
                check(field.getValue(), rule, place + "." + field.getKey(), faults);
            }
        }
    }

    /** A rule about texts, lists or numbers says nothing about other values. */
    private static boolean concerns(String keyword, JsonNode value) {
        return switch (keyword) {
            case "pattern", "minLength", "maxLength" -> value.isTextual();
            case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum" -> value.isNumber();
            default -> true;
        };
    }

    private boolean holds(String keyword, JsonNode rule, JsonNode value) {
        if (!concerns(keyword, value)) {
            return true;
        }
        return switch (keyword) {
            case "$schema", "$defs", "title", "description", "format" -> true;
            case "type" -> isOfType(value, rule.textValue());
            case "required" -> elements(rule).allMatch(name -> value.has(name.textValue()));
            case "enum" -> elements(rule).anyMatch(value::equals);
            case "const" -> value.equals(rule);
            case "oneOf" ->
                elements(rule).filter(choice -> isLegal(value, choice)).count() == 1;
            case "not" -> !isLegal(value, rule);
            case "pattern" ->
                Pattern.compile(rule.textValue()).matcher(value.textValue()).find();
            case "minLength" -> value.textValue().length() >= rule.intValue();
            case "maxLength" -> value.textValue().length() <= rule.intValue();
            case "minItems" -> value.size() >= rule.intValue();
            case "maxItems" -> value.size() <= rule.intValue();
            case "minimum" -> compare(value, rule) >= 0;
            case "maximum" -> compare(value, rule) <= 0;
            case "exclusiveMinimum" -> compare(value, rule) > 0;
            case "exclusiveMaximum" -> compare(value, rule) < 0;
            default -> throw new IllegalArgumentException("unknown keyword " + keyword);
        };
    }

    private boolean isLegal(JsonNode value, JsonNode schema) {
        List<String> faults = new ArrayList<>();
        check(value, schema, "", faults);
        return faults.isEmpty();
    }

    private static boolean isOfType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> throw new IllegalArgumentException("unknown type " + type);
        };
    }

    private static boolean fieldsAreIn(JsonNode value, JsonNode properties) {
        List<String> names = new ArrayList<>();
        value.fieldNames().forEachRemaining(names::add);
        return names.stream().allMatch(properties::has);
    }

    private static int compare(JsonNode value, JsonNode bound) {
        return value.decimalValue().compareTo(bound.decimalValue());
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
