package org.psyopsos.agent.crash;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.psyopsos.agent.source.ObjectSource;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.release.Span;

/** The objects of a deaddrop, without a network. */
class StoredObjects implements ObjectSource {

  private final Map<String, byte[]> objects;

  private StoredObjects(Map<String, byte[]> objects) {
    this.objects = objects;
  }

  /** Puts objects into a deaddrop. */
  @FunctionalInterface
  interface Publishing {
    void into(TestDeaddrop deaddrop);
  }

  /** What somebody has published. */
  static StoredObjects published(Publishing publishing) {
    try (TestDeaddrop deaddrop = new TestDeaddrop()) {
      publishing.into(deaddrop);
      return new StoredObjects(
          deaddrop.names().stream().collect(Collectors.toMap(name -> name, deaddrop::get)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The same behind a connection that breaks off after so many bytes of a large object. */
  StoredObjects breakingOff(int bytes) {
    return new StoredObjects(objects) {
      @Override
      public InputStream open(String name, long size) {
        byte[] object = objects.get(name);
        return new Breaking(Arrays.copyOf(object, Math.min(object.length, bytes)));
      }
    };
  }

  /** Some bytes, and then no end but an error. */
  private static final class Breaking extends FilterInputStream {

    Breaking(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read() throws IOException {
      return unlessEnded(super.read());
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return unlessEnded(super.read(into, offset, length));
    }

    private static int unlessEnded(int read) throws IOException {
      if (read < 0) {
        throw new IOException("the connection breaks");
      }
      return read;
    }
  }

  @Override
  public Reply ask(String name, long limit, Optional<String> etag) {
    byte[] object = objects.get(name);
    if (object == null) {
      return new Reply.Absent(absent(name));
    }
    int length = (int) Math.min(object.length, limit + 1);
    return new Reply.Found(Arrays.copyOf(object, length), Optional.empty(), name);
  }

  @Override
  public InputStream open(String name, long size) {
    byte[] object = objects.get(name);
    if (object == null) {
      throw absent(name);
    }
    return new ByteArrayInputStream(object);
  }

  @Override
  public Part open(String name, long size, Span span) {
    InputStream in = open(name, size);
    try {
      in.skipNBytes(span.from());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return new Part(in, false);
  }

  private static Unreachable absent(String name) {
    return new Unreachable(Problem.of("there is no such object").at(name));
  }
}
