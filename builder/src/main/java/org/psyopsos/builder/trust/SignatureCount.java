package org.psyopsos.builder.trust;

import java.util.List;
import java.util.Set;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.TrustRoot;

/**
 * Who has signed, of those whose signatures a root's version asks for.
 *
 * @param version of the root whose keys are meant
 * @param threshold how many must sign
 * @param present who has
 * @param missing who has not, but may
 */
public record SignatureCount(int version, int threshold, List<KeyId> present, List<KeyId> missing) {

  public SignatureCount {
    present = List.copyOf(present);
    missing = List.copyOf(missing);
  }

  static SignatureCount of(TrustRoot root, Set<KeyId> signers) {
    List<KeyId> keys = root.keys(Role.ROOT).keys().stream().map(MinisignPublicKey::id).toList();
    return new SignatureCount(
        root.version(),
        root.keys(Role.ROOT).threshold(),
        keys.stream().filter(signers::contains).toList(),
        keys.stream().filter(key -> !signers.contains(key)).toList());
  }

  public boolean isEnough() {
    return present.size() >= threshold;
  }
}
