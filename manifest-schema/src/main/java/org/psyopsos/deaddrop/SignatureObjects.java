package org.psyopsos.deaddrop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.trust.RoleKeys;

/** The signatures beside an object: the first under its name, each further one under its key's. */
public final class SignatureObjects {

  private SignatureObjects() {}

  /** The names under which to keep the signatures of {@code object}, in their order. */
  public static Map<String, byte[]> of(String object, List<byte[]> signatures) {
    Map<String, byte[]> objects = new LinkedHashMap<>();
    for (byte[] bytes : signatures) {
      String name =
          objects.isEmpty()
              ? DeaddropNames.signature(object)
              : DeaddropNames.cosignature(object, keyId(bytes, object));
      objects.put(name, bytes);
    }
    return objects;
  }

  /**
   * Collects the signatures of {@code object}, as many as the threshold of {@code keys} asks for
   * where there are so many; the first does not count where its key is none of them. With a
   * threshold of 1 only the first is looked for.
   *
   * @param read an object's bytes by name, bounded in length
   * @return none where the first is missing
   */
  public static List<byte[]> find(
      String object, RoleKeys keys, Function<String, Optional<byte[]>> read) {
    List<byte[]> found = new ArrayList<>();
    read.apply(DeaddropNames.signature(object)).ifPresent(found::add);
    if (found.isEmpty() || keys.threshold() == 1) {
      return found;
    }
    KeyId first = keyId(found.get(0), object);
    boolean firstCounts = keys.keys().stream().anyMatch(key -> key.id().equals(first));
    int wanted = keys.threshold() + (firstCounts ? 0 : 1);
    for (MinisignPublicKey key : keys.keys()) {
      if (found.size() < wanted && !key.id().equals(first)) {
        read.apply(DeaddropNames.cosignature(object, key.id())).ifPresent(found::add);
      }
    }
    return found;
  }

  private static KeyId keyId(byte[] signature, String object) {
    return MinisignSignature.parse(signature, DeaddropNames.signature(object)).keyId();
  }
}
