package org.psyopsos.builder.publish;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import org.psyopsos.manifest.Sha256;

/**
 * A payload that tells how many of its bytes were read.
 *
 * @param payload what is read
 * @param read told after each read how many bytes it brought
 */
record CountedPayload(Payload payload, LongConsumer read) implements Payload {

  @Override
  public long size() throws IOException {
    return payload.size();
  }

  @Override
  public Sha256 sha256() throws IOException {
    return payload.sha256();
  }

  @Override
  public InputStream open() throws IOException {
    return new FilterInputStream(payload.open()) {
      @Override
      public int read() throws IOException {
        int value = super.read();
        if (value >= 0) {
          read.accept(1);
        }
        return value;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        int count = super.read(buffer, offset, length);
        if (count > 0) {
          read.accept(count);
        }
        return count;
      }
    };
  }
}
