package org.psyopsos.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.BoundedFiles;

/**
 * Settings as written in TOML files, read into a record whose components are the keys in snake_case
 * and {@code @Nullable} where a key may be absent.
 */
public final class TomlFile {

  private static final int MAX_BYTES = 256 << 10;

  private static final TomlMapper MAPPER =
      TomlMapper.builder(
              TomlFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(16)
                          .maxDocumentLength(MAX_BYTES)
                          .build())
                  .build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private TomlFile() {}

  /** Reads one file. */
  public static <T> T read(Path file, Class<T> type) {
    return read(List.of(file), type);
  }

  /**
   * Reads several files, each key of a later one replacing that of an earlier one.
   *
   * @throws BadInput for a missing or malformed file, and for an unknown key, with the nearest
   *     known one as the hint
   */
  public static <T> T read(List<Path> files, Class<T> type) {
    ObjectNode merged = MAPPER.createObjectNode();
    for (Path file : files) {
      ObjectNode tree = parse(file);
      bind(tree, type, file.toString());
      merge(merged, tree);
    }
    return bind(
        merged, type, files.stream().map(Path::toString).collect(Collectors.joining(" and ")));
  }

  private static ObjectNode parse(Path file) {
    try {
      byte[] bytes = BoundedFiles.read(file, MAX_BYTES);
      if (bytes.length > MAX_BYTES) {
        throw malformed(file.toString(), "at most " + MAX_BYTES + " bytes", "more");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      JsonNode tree = MAPPER.readTree(text);
      return tree instanceof ObjectNode object ? object : MAPPER.createObjectNode();
    } catch (NoSuchFileException e) {
      throw new BadInput(Problem.of("no such settings file").at(file), e);
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : " in line " + e.getLocation().getLineNr();
      Problem problem =
          malformed(file.toString(), "TOML", e.getOriginalMessage() + place).problem();
      throw new BadInput(problem.hint(hint(e.getOriginalMessage())), e);
    } catch (IOException e) {
      throw new BadInput(
          Problem.of("cannot read settings").at(file).found(String.valueOf(e.getMessage())), e);
    }
  }

  /** Who appends a table to a file often does not see that it has it already. */
  private static String hint(String parserSays) {
    if (parserSays.startsWith("Table redefined")) {
      return "the table is there already: put the keys into it";
    }
    return parserSays.startsWith("Duplicate key") ? "the key is there already: change it" : "";
  }

  private static <T> T bind(ObjectNode tree, Class<T> type, String where) {
    new SettingKinds(where).require(tree, type);
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (UnrecognizedPropertyException e) {
      throw new BadInput(unknownKey(e, where), e);
    } catch (JsonMappingException e) {
      if (e.getCause() instanceof BadInput cause) {
        throw new BadInput(cause.problem().within(where + ": " + keyPath(e)), e);
      }
      throw new BadInput(
          Problem.of("a setting of a wrong kind")
              .at(where + ": " + keyPath(e))
              .found(e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (JsonProcessingException e) {
      throw new BadInput(malformed(where, "TOML", e.getOriginalMessage()).problem(), e);
    }
  }

  private static Problem unknownKey(UnrecognizedPropertyException e, String where) {
    Collection<Object> known =
        e.getKnownPropertyIds() == null ? List.of() : e.getKnownPropertyIds();
    List<String> names = known.stream().map(Object::toString).sorted().toList();
    Problem problem = Problem.of("unknown key").at(where).found("'" + keyPath(e) + "'");
    return NearestWord.of(e.getPropertyName(), names)
        .map(nearest -> problem.hint("did you mean '" + nearest + "'?"))
        .orElseGet(() -> problem.hint("known keys here: " + String.join(", ", names)));
  }

  private static String keyPath(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static void merge(ObjectNode into, ObjectNode from) {
    from.properties()
        .forEach(
            entry -> {
              JsonNode old = into.get(entry.getKey());
              if (old instanceof ObjectNode below && entry.getValue() instanceof ObjectNode above) {
                merge(below, above);
              } else {
                into.set(entry.getKey(), entry.getValue().deepCopy());
              }
            });
  }

  private static BadInput malformed(String where, String expected, Object found) {
    return new BadInput(
        Problem.of("malformed settings file").at(where).expected(expected).found(found));
  }
}
