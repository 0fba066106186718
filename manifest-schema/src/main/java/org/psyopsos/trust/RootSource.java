package org.psyopsos.trust;

import java.util.Optional;
import org.psyopsos.signature.KeyId;

/**
 * Where root documents come from: a deaddrop, a slot, a directory of keys. What it hands out has
 * been bounded in length, nothing else.
 */
public interface RootSource {

  /** The document of this version; none where the source does not hold it. */
  Optional<byte[]> document(int version);

  /** The {@code .minisig} that this key made over that document; none where there is none. */
  Optional<byte[]> signature(int version, KeyId key);

  /** What the document of this version is called in an error: a path or an object's name. */
  String name(int version);
}
