package org.psyopsos.testing;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.psyopsos.manifest.Manifest;

/** A schema that is published beside the code. */
public final class PublishedSchema {

  private final JsonSchema schema;

  /**
   * Loads a schema.
   *
   * @param name such as {@code manifest}
   */
  public PublishedSchema(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            Manifest.class.getResourceAsStream("/schema/" + name + ".schema.json"))) {
      schema =
          JsonSchemaFactory.getInstance(VersionFlag.V202012)
              .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What does not fit. */
  public List<String> complaints(byte[] document) {
    return schema.validate(new String(document, StandardCharsets.UTF_8), InputFormat.JSON).stream()
        .map(Object::toString)
        .toList();
  }
}
