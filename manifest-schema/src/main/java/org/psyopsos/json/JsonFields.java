package org.psyopsos.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.psyopsos.failure.Untrusted;

/**
 * The fields of one JSON object. Every accessor names the field in its error; fields that nobody
 * asks for are ignored, unless {@link #requireOnly} is called.
 */
public final class JsonFields {

  private static final int MAX_ELEMENTS = 1024;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private final ObjectNode object;
  private final String where;

  JsonFields(ObjectNode object, String where) {
    this.object = object;
    this.where = where;
  }

  /** Where these fields are, for errors: the document's name and the path in it. */
  public String where() {
    return where;
  }

  public boolean has(String name) {
    return object.has(name);
  }

  public Collection<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** Refuses a field that is not in {@code known}. */
  public void requireOnly(Collection<String> known) {
    for (String name : names()) {
      if (!known.contains(name)) {
        throw Json.malformed(where + "." + name, "one of " + known, "an unknown field", null);
      }
    }
  }

  public String text(String name) {
    JsonNode node = need(name);
    if (!node.isTextual()) {
      throw wrong(name, "a string", node);
    }
    return node.textValue();
  }

  /** Refuses anything but {@code expected}. */
  public void requireText(String name, String expected) {
    if (!text(name).equals(expected)) {
      throw Json.malformed(where + "." + name, "'" + expected + "'", "'" + text(name) + "'", null);
    }
  }

  public Optional<String> optionalText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  /** A whole number from {@code min} to {@code max}, both included. */
  public long number(String name, long min, long max) {
    JsonNode node = need(name);
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < min
        || node.longValue() > max) {
      throw wrong(name, "a whole number from " + min + " to " + max, node);
    }
    return node.longValue();
  }

  public boolean flag(String name, boolean otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    JsonNode node = need(name);
    if (!node.isBoolean()) {
      throw wrong(name, "true or false", node);
    }
    return node.booleanValue();
  }

  /** A moment in UTC, as {@code 2026-11-21T10:15:00Z} and in no other form, from 1970 to 9999. */
  public Instant instant(String name) {
    String text = text(name);
    try {
      Instant instant = Instant.parse(text);
      if (instant.toString().equals(text)
          && !instant.isBefore(Instant.EPOCH)
          && !instant.isAfter(LATEST)) {
        return instant;
      }
    } catch (DateTimeParseException e) {
      throw notAMoment(name, text, e);
    }
    throw notAMoment(name, text, null);
  }

  public <T> T object(String name, Json.Reader<T> reader) {
    return reader.read(asObject(name, need(name)));
  }

  public <T> Optional<T> optionalObject(String name, Json.Reader<T> reader) {
    return has(name) ? Optional.of(object(name, reader)) : Optional.empty();
  }

  public <T> List<T> objects(String name, Json.Reader<T> reader) {
    return elements(name, (at, node) -> reader.read(asObject(at, node)));
  }

  /** An array of strings, empty where the field is absent. */
  public <T> List<T> texts(String name, Function<String, T> value) {
    return elements(
        name,
        (at, node) -> {
          if (!node.isTextual()) {
            throw wrong(at, "a string", node);
          }
          return value.apply(node.textValue());
        });
  }

  private interface Element<T> {
    T read(String at, JsonNode node);
  }

  private <T> List<T> elements(String name, Element<T> element) {
    if (!has(name)) {
      return List.of();
    }
    JsonNode node = need(name);
    if (!(node instanceof ArrayNode array) || array.size() > MAX_ELEMENTS) {
      throw wrong(name, "an array of at most " + MAX_ELEMENTS + " elements", node);
    }
    List<T> values = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      values.add(element.read(name + "[" + i + "]", array.get(i)));
    }
    return List.copyOf(values);
  }

  private JsonFields asObject(String name, JsonNode node) {
    if (!(node instanceof ObjectNode fields)) {
      throw wrong(name, "an object", node);
    }
    return new JsonFields(fields, where + "." + name);
  }

  private JsonNode need(String name) {
    JsonNode node = object.get(name);
    if (node == null || node.isNull()) {
      throw Json.malformed(where, "a field '" + name + "'", "none", null);
    }
    return node;
  }

  private Untrusted notAMoment(String name, String found, @Nullable Throwable cause) {
    return Json.malformed(
        where + "." + name, "a moment such as 2026-11-21T10:15:00Z", found, cause);
  }

  private Untrusted wrong(String name, String expected, JsonNode found) {
    String text = found.toString();
    return Json.malformed(
        where + "." + name,
        expected,
        text.length() <= 80 ? text : text.substring(0, 80) + "…",
        null);
  }
}
