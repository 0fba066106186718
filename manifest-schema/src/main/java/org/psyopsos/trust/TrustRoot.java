package org.psyopsos.trust;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.manifest.Names;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.signature.MinisignVerifier;

/**
 * Who may sign what in a repository. A node carries one, and believes nothing else.
 *
 * @param repo the repository's id
 * @param version counts up with every change of keys
 * @param roles the keys of each role
 */
public record TrustRoot(String repo, int version, Map<Role, RoleKeys> roles) {

  public TrustRoot {
    Names.require("repository", repo);
    roles = Map.copyOf(new EnumMap<>(roles));
    for (Role role : Role.values()) {
      if (!roles.containsKey(role)) {
        throw new BadInput(Problem.of("a role without keys").found(role.id()));
      }
    }
  }

  /** The keys of a role. */
  public RoleKeys keys(Role role) {
    RoleKeys keys = roles.get(role);
    if (keys == null) {
      throw new IllegalStateException("checked in the constructor");
    }
    return keys;
  }

  /**
   * Checks that as many different keys of {@code role} as its threshold asks for signed the
   * document.
   *
   * @return the trusted comment of the first good signature
   * @throws Untrusted where they did not; a signature by a key of the role that does not fit is
   *     refused even where others would do
   */
  public String verify(Role role, SignedDocument document) {
    return verify(
        role,
        document.name(),
        document.signatures(),
        (key, signature) ->
            MinisignVerifier.verify(key, document.bytes(), signature, document.name()));
  }

  /**
   * Whether today's keys of a role have signed this.
   *
   * @throws Untrusted for a signature by one of them that does not fit
   */
  public boolean vouchesFor(Role role, SignedDocument document) {
    try {
      verify(role, document);
      return true;
    } catch (Untrusted e) {
      if (e.reason() == Reason.UNKNOWN_KEY) {
        return false;
      }
      throw e;
    }
  }

  /** Checks one key's signature over something. */
  @FunctionalInterface
  public interface Check {
    void check(MinisignPublicKey key, MinisignSignature signature);
  }

  /** The same for something that is not in memory: {@code check} compares it with a signature. */
  public String verify(Role role, String name, List<byte[]> signatures, Check check) {
    RoleKeys keys = keys(role);
    Set<KeyId> good = new HashSet<>();
    Optional<String> comment = Optional.empty();
    for (byte[] bytes : signatures) {
      MinisignSignature signature = MinisignSignature.parse(bytes, name + MinisignSignature.SUFFIX);
      Optional<MinisignPublicKey> key = keys.key(signature.keyId());
      if (key.isPresent()) {
        check.check(key.get(), signature);
        good.add(signature.keyId());
        comment = comment.or(() -> Optional.of(signature.trustedComment()));
      } else if (signatures.size() == 1) {
        throw foreign(role, name, signature.keyId());
      }
    }
    if (good.size() < keys.threshold()) {
      throw tooFew(role, name, good.size());
    }
    return comment.orElseThrow();
  }

  private Untrusted foreign(Role role, String name, KeyId found) {
    return new Untrusted(
        Reason.UNKNOWN_KEY,
        Problem.of("signed by a key that may not sign for the role " + role.id())
            .at(name)
            .expected("key " + String.join(" or ", ids(role)))
            .found("key " + found));
  }

  private Untrusted tooFew(Role role, String name, int found) {
    return new Untrusted(
        Reason.UNKNOWN_KEY,
        Problem.of("too few signatures for the role " + role.id())
            .at(name)
            .expected(keys(role).threshold() + " of " + String.join(", ", ids(role)))
            .found(found));
  }

  private List<String> ids(Role role) {
    return keys(role).keys().stream().map(key -> key.id().hex()).toList();
  }
}
