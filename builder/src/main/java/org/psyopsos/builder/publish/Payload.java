package org.psyopsos.builder.publish;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.psyopsos.manifest.Sha256;

/** What an object holds: a file, or bytes in memory. */
public interface Payload {

  long size() throws IOException;

  InputStream open() throws IOException;

  Sha256 sha256() throws IOException;

  static Payload of(Path file) {
    return new Payload() {
      @Override
      public long size() throws IOException {
        return Files.size(file);
      }

      @Override
      public InputStream open() throws IOException {
        return Files.newInputStream(file);
      }

      @Override
      public Sha256 sha256() throws IOException {
        return Sha256.of(file);
      }
    };
  }

  static Payload of(byte[] bytes) {
    byte[] copy = bytes.clone();
    return new Payload() {
      @Override
      public long size() {
        return copy.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(copy);
      }

      @Override
      public Sha256 sha256() {
        return Sha256.of(copy);
      }
    };
  }
}
