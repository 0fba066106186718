package org.psyopsos.agent.attack;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.psyopsos.json.Json;

/** Honest documents, opened to be changed: what is written need not be a document any more. */
final class JsonText {

  private JsonText() {}

  static ObjectNode read(byte[] document) {
    try {
      return (ObjectNode) new ObjectMapper().readTree(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] write(ObjectNode document) {
    return Json.write(document);
  }

  /** The document with the first {@code old} in its text replaced. */
  static byte[] edit(byte[] document, String old, String replacement) {
    String text = new String(document, StandardCharsets.UTF_8);
    if (!text.contains(old)) {
      throw new IllegalArgumentException("not in the document: " + old);
    }
    return text.replaceFirst(
            java.util.regex.Pattern.quote(old),
            java.util.regex.Matcher.quoteReplacement(replacement))
        .getBytes(StandardCharsets.UTF_8);
  }
}
