package org.psyopsos.trust;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;

/**
 * The keys that may sign for a role.
 *
 * @param keys 1 to 64, all different, in id and in key
 * @param threshold how many of them must sign, 1 to the number of keys
 */
public record RoleKeys(List<MinisignPublicKey> keys, int threshold) {

  /** So that what has to be fetched and checked for one document is bounded. */
  public static final int MAX_KEYS = 64;

  public RoleKeys {
    keys = List.copyOf(keys);
    if (keys.size() > MAX_KEYS) {
      throw new BadInput(
          Problem.of("too many keys for one role")
              .expected("at most " + MAX_KEYS)
              .found(keys.size()));
    }
    Set<KeyId> ids = new HashSet<>();
    Set<String> points = new HashSet<>();
    for (MinisignPublicKey key : keys) {
      if (!ids.add(key.id()) || !points.add(key.point())) {
        throw new BadInput(Problem.of("a key listed twice for one role").found(key.id()));
      }
    }
    if (threshold < 1 || threshold > keys.size()) {
      throw new BadInput(
          Problem.of("threshold out of bounds")
              .expected("1 to the number of keys, " + keys.size())
              .found(threshold));
    }
  }

  Optional<MinisignPublicKey> key(KeyId id) {
    return keys.stream().filter(key -> key.id().equals(id)).findFirst();
  }
}
