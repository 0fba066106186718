package org.psyopsos.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;

/**
 * JSON documents in UTF-8. Reading is bounded: {@value #MAX_BYTES} bytes, depth 16, strings of 8
 * KiB; a duplicate key and anything after the document are refused.
 */
public final class Json {

  /** The longest document that is read. */
  public static final int MAX_BYTES = 64 << 10;

  private static final ObjectMapper MAPPER = mapper();

  private Json() {}

  /** A fresh object to fill; its fields keep the order in which they are put. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Two spaces of indent, line feeds, a line feed at the end. */
  public static byte[] write(ObjectNode document) {
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    printer.indentObjectsWith(indenter);
    printer.indentArraysWith(indenter);
    try {
      String text = MAPPER.writer(printer).writeValueAsString(document) + "\n";
      return text.getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a document and hands its fields to {@code reader}.
   *
   * @param name what the document is called in an error
   * @throws Untrusted with reason MALFORMED for anything that is not such a document
   */
  public static <T> T read(byte[] bytes, String name, Reader<T> reader) {
    if (bytes.length > MAX_BYTES) {
      throw malformed(name, "at most " + MAX_BYTES + " bytes", bytes.length + " bytes", null);
    }
    try {
      JsonNode root = MAPPER.readTree(text(bytes));
      if (!(root instanceof ObjectNode object)) {
        throw malformed(name, "a JSON object", root.getNodeType().toString(), null);
      }
      return reader.read(new JsonFields(object, name));
    } catch (CharacterCodingException e) {
      throw malformed(name, "UTF-8", "other bytes", e);
    } catch (JsonProcessingException e) {
      throw malformed(name, "a JSON document", e.getOriginalMessage(), e);
    } catch (BadInput e) {
      throw new Untrusted(Untrusted.Reason.MALFORMED, e.problem().within(name), e);
    }
  }

  /** Makes a value of a document's fields. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(JsonFields fields);
  }

  /** Jackson by itself would take UTF-16, a byte order mark and overlong UTF-8, too. */
  private static String text(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  static Untrusted malformed(
      String where, String expected, String found, @org.jspecify.annotations.Nullable Throwable e) {
    Problem problem = Problem.of("malformed document").at(where).expected(expected).found(found);
    return e == null
        ? new Untrusted(Untrusted.Reason.MALFORMED, problem)
        : new Untrusted(Untrusted.Reason.MALFORMED, problem, e);
  }

  private static ObjectMapper mapper() {
    JsonFactory factory =
        new JsonFactoryBuilder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(16)
                    .maxStringLength(8 << 10)
                    .maxNumberLength(20)
                    .maxNameLength(128)
                    .maxDocumentLength(MAX_BYTES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
            .build();
    return new ObjectMapper(factory).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }
}
