/* SPDX-License-Identifier: Apache-2.0
 * Copyright the Ashlar authors */
package dev.ashlar.coordinator;

import dev.ashlar.core.unit.Argument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a command, read strictly: a field that is not known, is null, or has another type than expected makes
 * the command invalid.
 *
 * <p><b>Failure</b>: methods throw {@link IllegalArgumentException} with the name and the value of the field.
 */
final class BusFields {
    private static final int SHOWN = 60;
    private static final double LARGEST_EXACT = 1L << 53;

    private final JsonObject fields;

    private BusFields(JsonObject fields) {
        this.fields = fields;
    }

    /** The fields of a body; no body stands for no fields. */
    static BusFields of(@Nullable Object body, Set<String> known) {
        BodyLimit.require(body);
        if (body == null) {
            return new BusFields(new JsonObject());
        }
        if (!(body instanceof JsonObject object)) {
            throw new IllegalArgumentException("The body (a %s) of a command must be a JSON object."
                    .formatted(body.getClass().getSimpleName()));
        }
        BusFields read = of(object, name -> known.contains(name) || name.equals("version"), known);
        Long version = read.integer("version");
        if (version != null && version != BusReplies.VERSION) {
            throw new IllegalArgumentException(
                    "The version (%d) of a command must be %d.".formatted(version, BusReplies.VERSION));
        }
        return read;
    }

    private static BusFields of(JsonObject object, Predicate<String> isKnown, Set<String> known) {
        for (String name : object.fieldNames()) {
            Argument.require(
                    isKnown.test(name),
                    "The field (%s) is not known. Maybe one of %s.",
                    shorten(name),
                    new TreeSet<>(known));
        }
        return new BusFields(object);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** A string that must be there. */
    String requireText(String name) {
        String text = text(name);
        if (text == null) {
            throw missing(name);
        }
        return text;
    }

    /** A string, or null if the field is absent. */
    @Nullable
    String text(String name) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof CharSequence text)) {
            throw wrongType(name, value, "a string");
        }
        return text.toString();
    }

    /** A finite number that must be there. */
    double requireNumber(String name) {
        Double number = number(name);
        if (number == null) {
            throw missing(name);
        }
        return number;
    }

    /** A finite number, or null if the field is absent. */
    @Nullable
    Double number(String name) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof Number number) || !Double.isFinite(number.doubleValue())) {
            throw wrongType(name, value, "a finite number");
        }
        return number.doubleValue();
    }

    /** A whole number of at most 53 bits, or null if the field is absent. */
    @Nullable
    Long integer(String name) {
        Double number = number(name);
        if (number == null) {
            return null;
        }
        Argument.require(
                number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT,
                "The field %s (%s) must be a whole number of at most 53 bits.",
                name,
                number);
        return number.longValue();
    }

    /** A list of strings, or null if the field is absent. */
    @Nullable
    List<String> texts(String name, int most) {
        JsonArray array = array(name, most);
        if (array == null) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (Object element : array) {
            if (!(element instanceof CharSequence text)) {
                throw wrongType(name, element, "a list of strings");
            }
            texts.add(text.toString());
        }
        return texts;
    }

    /** A list of objects of these fields, or null if the field is absent. */
    @Nullable
    List<BusFields> objects(String name, Set<String> known, int most) {
        JsonArray array = array(name, most);
        if (array == null) {
            return null;
        }
        List<BusFields> objects = new ArrayList<>();
        for (Object element : array) {
            if (!(element instanceof JsonObject object)) {
                throw wrongType(name, element, "a list of objects");
            }
            objects.add(of(object, known::contains, known));
        }
        return objects;
    }

    /** An object of these fields, or null if the field is absent. */
    @Nullable
    BusFields object(String name, Set<String> known) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonObject object)) {
            throw wrongType(name, value, "an object");
        }
        return of(object, known::contains, known);
    }

    private @Nullable JsonArray array(String name, int most) {
        Object value = value(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof JsonArray array)) {
            throw wrongType(name, value, "a list");
        }
        Argument.require(
                array.size() <= most, "The field %s (%d elements) must have at most %d.", name, array.size(), most);
        return array;
    }

    private @Nullable Object value(String name) {
        Object value = fields.getValue(name);
        if (value == null && fields.containsKey(name)) {
            throw new IllegalArgumentException("The field %s must not be null. Maybe leave it out.".formatted(name));
        }
        return value;
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException("The field %s must be given.".formatted(name));
    }

    private static IllegalArgumentException wrongType(String name, @Nullable Object value, String wanted) {
        return new IllegalArgumentException("The field %s (%s) must be %s.".formatted(name, shorten(value), wanted));
    }

    /** Whoever sent the value need not have sent a short one. */
    private static String shorten(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        String text = value instanceof CharSequence || value instanceof Number || value instanceof Boolean
                ? value.toString()
                : "a " + value.getClass().getSimpleName();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
