package org.psyopsos.agent.fetch;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the agent and its fetcher say to each other: one byte for the kind, four for the payload's
 * length, highest first, and the payload.
 */
final class Frame {

  /** The longest payload. */
  static final int MAX_PAYLOAD = 64 << 10;

  /** Kinds, by the byte that stands for them. */
  enum Kind {
    /** To the fetcher, once: {@link FetchSettings}. */
    SETTINGS('s'),
    /** To the fetcher: {@link FetchRequest} for a small object. */
    ASK('a'),
    /** To the fetcher: {@link FetchRequest} for a large object. */
    OPEN('o'),
    /** There is such an object: {@link FetchReply}; {@link #BYTES} and {@link #END} follow. */
    FOUND('f'),
    /** A part of the object. */
    BYTES('b'),
    /** The end of the object; no payload. */
    END('e'),
    /** No such object: {@link FetchFailure}. */
    ABSENT('n'),
    /** Still the one that the tag was given for; no payload. */
    UNCHANGED('u'),
    /** It came to nothing, perhaps half way: {@link FetchFailure}. */
    FAILURE('x');

    private final byte letter;

    Kind(char letter) {
      this.letter = (byte) letter;
    }

    private static Kind of(int letter) throws IOException {
      return Arrays.stream(values())
          .filter(kind -> kind.letter == letter)
          .findFirst()
          .orElseThrow(() -> new ProtocolException("no frame begins with " + letter));
    }
  }

  private final Kind kind;
  private final byte[] payload;

  Frame(Kind kind, byte[] payload) {
    this.kind = kind;
    this.payload = payload;
  }

  Kind kind() {
    return kind;
  }

  byte[] payload() {
    return payload;
  }

  /** Reads one; empty where the other side has hung up before it. */
  static Optional<Frame> read(DataInputStream in) throws IOException {
    int letter = in.read();
    if (letter < 0) {
      return Optional.empty();
    }
    Kind kind = Kind.of(letter);
    int length = in.readInt();
    if (length < 0 || length > MAX_PAYLOAD) {
      throw new ProtocolException("a frame of " + length + " bytes");
    }
    byte[] payload = new byte[length];
    if (in.readNBytes(payload, 0, length) < length) {
      throw new EOFException("a frame ends early");
    }
    return Optional.of(new Frame(kind, payload));
  }

  static void write(DataOutputStream out, Kind kind, byte[] payload) throws IOException {
    write(out, kind, payload, payload.length);
  }

  /** The same of the first {@code length} bytes. */
  static void write(DataOutputStream out, Kind kind, byte[] payload, int length)
      throws IOException {
    if (length > MAX_PAYLOAD) {
      throw new IllegalArgumentException("a payload of " + length + " bytes");
    }
    out.writeByte(kind.letter);
    out.writeInt(length);
    out.write(payload, 0, length);
  }
}
