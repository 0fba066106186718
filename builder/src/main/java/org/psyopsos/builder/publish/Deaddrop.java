package org.psyopsos.builder.publish;

import java.util.List;
import java.util.Optional;
import org.psyopsos.manifest.Sha256;

/**
 * A place for objects: a directory or a bucket. An object is there whole or not at all.
 *
 * <p>All methods throw {@link org.psyopsos.failure.Unreachable} where the place does not answer,
 * and {@link org.psyopsos.failure.BadInput} where it refuses.
 */
public interface Deaddrop {

  /**
   * Creates an object unless one of that name is there.
   *
   * @return whether it was created; {@code false} leaves the old one as it is
   */
  boolean createNew(String name, Payload payload);

  /** Creates or replaces an object; only for the few names that are not immutable. */
  void replace(String name, Payload payload);

  /** Removes an object that is not immutable; none of that name is well, too. */
  void remove(String name);

  /**
   * Makes {@code name} stand for {@code target}: the same bytes, and a redirect where the place has
   * such a thing.
   */
  void point(String name, String target, Payload payload);

  /** An object's bytes; none where there is no such object or it is longer than {@code limit}. */
  Optional<byte[]> read(String name, int limit);

  /** The hash of what an object holds; none where there is no such object. */
  Optional<Sha256> sha256(String name);

  /** The names of all objects that begin with {@code prefix}, sorted. */
  List<String> list(String prefix);

  /** Where this is, for people. */
  String place();
}
