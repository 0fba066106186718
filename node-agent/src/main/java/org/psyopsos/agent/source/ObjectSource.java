package org.psyopsos.agent.source;

import java.io.InputStream;
import java.util.Optional;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.release.Span;

/**
 * The objects of one deaddrop, by name. Their lengths are bounded; nothing else is believed of
 * them.
 *
 * <p>All methods throw {@link Unreachable} where the deaddrop does not answer as it should.
 */
public interface ObjectSource {

  /** What became of the question for an object. */
  sealed interface Reply {

    /** There is no such object; {@code failure} says so where that is one. */
    record Absent(Unreachable failure) implements Reply {}

    /** Still the one that the tag was given for. */
    record Unchanged() implements Reply {}

    /** The object, or its beginning. */
    final class Found implements Reply {

      private final byte[] beginning;
      private final Optional<String> etag;
      private final String where;

      /**
       * An object.
       *
       * @param beginning at most one byte more than was asked for
       * @param etag to ask for it again
       * @param where it lies, for people
       */
      public Found(byte[] beginning, Optional<String> etag, String where) {
        this.beginning = beginning;
        this.etag = etag;
        this.where = where;
      }

      /** At most one byte more than was asked for: so much, and it is longer. */
      public byte[] beginning() {
        return beginning;
      }

      public Optional<String> etag() {
        return etag;
      }

      /** An address without what may be secret in it. */
      public String where() {
        return where;
      }
    }
  }

  /**
   * Asks for an object that should be at most {@code limit} bytes long.
   *
   * @param etag of an earlier answer
   */
  Reply ask(String name, long limit, Optional<String> etag);

  /**
   * A large object of exactly {@code size} bytes, fetched while it is read.
   *
   * @throws Untrusted SIZE_MISMATCH where another size is announced
   */
  InputStream open(String name, long size);

  /**
   * A part of a large object.
   *
   * @param isWhole whether it is all of it, after all
   */
  record Part(InputStream in, boolean isWhole) {}

  /** A part of a large object of exactly {@code size} bytes, fetched while it is read. */
  Part open(String name, long size, Span span);

  /** The whole of a small object; {@link Untrusted} where it is longer than {@code limit}. */
  default byte[] get(String name, long limit) {
    Reply reply = ask(name, limit, Optional.empty());
    if (reply instanceof Reply.Absent absent) {
      throw absent.failure();
    }
    return whole(reply, limit);
  }

  /** The same, where there is such an object. */
  default Optional<byte[]> getIfThere(String name, long limit) {
    Reply reply = ask(name, limit, Optional.empty());
    return reply instanceof Reply.Absent ? Optional.empty() : Optional.of(whole(reply, limit));
  }

  private static byte[] whole(Reply reply, long limit) {
    if (!(reply instanceof Reply.Found found)) {
      throw new IllegalStateException("unchanged since when? No tag was sent");
    }
    if (found.beginning().length > limit) {
      throw otherSize(found.where(), "at most " + limit + " bytes", "more");
    }
    return found.beginning();
  }

  /** The failure that another length than the signed one amounts to. */
  static Untrusted otherSize(String where, String expected, String found) {
    return new Untrusted(
        Untrusted.Reason.SIZE_MISMATCH,
        Problem.of("the object does not have the signed size")
            .at(where)
            .expected(expected)
            .found(found)
            .hint("publish the release again with 'tk deploy'"));
  }
}
