package org.psyopsos.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.stream.StreamSupport;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * Compares the kinds of values with those of a record's components. Jackson tells of what it does
 * not take in words for programmers. It takes a number or a truth value for a text, and may: who
 * checks that text says better what is wanted there. No value is ever told: it may be a password.
 *
 * @param where the files
 */
record SettingKinds(String where) {

  private static final String TABLE = "a table";
  private static final String TEXT = "a text";
  private static final String CHOICE = "true or false";
  private static final String WHOLE_NUMBER = "a whole number";

  private static final PropertyNamingStrategies.NamingBase KEYS =
      new PropertyNamingStrategies.SnakeCaseStrategy();

  /**
   * Refuses a value of another kind.
   *
   * @throws BadInput with the key, the kind that it takes, and the kind of what stands there
   */
  void require(JsonNode table, Class<?> type) {
    requireTable("", table, type);
  }

  private void requireTable(String path, JsonNode table, Class<?> type) {
    for (RecordComponent component : type.getRecordComponents()) {
      String key = KEYS.translate(component.getName());
      JsonNode value = table.get(key);
      if (value != null) {
        requireValue(path + key, value, component.getGenericType());
      }
    }
  }

  private void requireValue(String key, JsonNode value, Type type) {
    if (type instanceof Class<?> table && table.isRecord()) {
      require(value.isObject(), key, TABLE, value);
      requireTable(key + ".", value, table);
    } else if (type == String.class) {
      require(value.isValueNode(), key, TEXT, value);
    } else if (type == Boolean.class || type == boolean.class) {
      require(value.isBoolean(), key, CHOICE, value);
    } else if (isWholeNumber(type)) {
      require(value.isIntegralNumber(), key, WHOLE_NUMBER, value);
    } else if (isTexts(type)) {
      require(value.isArray() && allValues(value), key, "a list of texts", value);
    }
  }

  private static boolean isWholeNumber(Type type) {
    return type == Long.class || type == long.class || type == Integer.class || type == int.class;
  }

  private static boolean isTexts(Type type) {
    return type instanceof ParameterizedType list
        && list.getActualTypeArguments().length == 1
        && list.getActualTypeArguments()[0] == String.class;
  }

  private static boolean allValues(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).allMatch(JsonNode::isValueNode);
  }

  private void require(boolean fits, String key, String expected, JsonNode found) {
    if (!fits) {
      throw new BadInput(
          Problem.of("a setting of a wrong kind")
              .at(where + ": " + key)
              .expected(expected)
              .found(kind(found)));
    }
  }

  private static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> TABLE;
      case STRING -> TEXT;
      case BOOLEAN -> CHOICE;
      case NUMBER -> value.isIntegralNumber() ? WHOLE_NUMBER : "a number with a point";
      case ARRAY -> allValues(value) ? "a list" : "a list of lists or tables";
      default -> "something else";
    };
  }
}
