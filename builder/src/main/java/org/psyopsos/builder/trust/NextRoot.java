package org.psyopsos.builder.trust;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.TrustRoot;

/** Makes the version after a root. */
public final class NextRoot {

  private final TrustRoot current;

  public NextRoot(TrustRoot current) {
    this.current = current;
  }

  /**
   * What is to be different in a role.
   *
   * @param keys the role's keys from now on; empty to keep those it has
   * @param added keys that join
   * @param threshold how many must sign; none to keep the number
   */
  public record Change(
      List<MinisignPublicKey> keys, List<MinisignPublicKey> added, Optional<Integer> threshold) {

    public Change {
      keys = List.copyOf(keys);
      added = List.copyOf(added);
    }

    RoleKeys appliedTo(RoleKeys before) {
      List<MinisignPublicKey> after = new ArrayList<>(keys.isEmpty() ? before.keys() : keys);
      after.addAll(added);
      return new RoleKeys(after, threshold.orElse(before.threshold()));
    }
  }

  /**
   * The root with these changes.
   *
   * @throws BadInput where nothing changes, a key would be listed twice in a role, or a threshold
   *     cannot be met
   */
  public TrustRoot rotate(Map<Role, Change> changes) {
    Map<Role, RoleKeys> roles = new EnumMap<>(current.roles());
    changes.forEach((role, change) -> roles.put(role, applied(role, change)));
    return different(roles);
  }

  /**
   * The root without a key.
   *
   * @param from the roles that lose it; empty for every role that has it
   * @param replacement the key that takes its place, where one does
   * @throws BadInput where no role has it, or one would be left with too few keys
   */
  public TrustRoot revoke(KeyId key, Set<Role> from, Optional<MinisignPublicKey> replacement) {
    Map<Role, RoleKeys> roles = new EnumMap<>(current.roles());
    for (Role role : Role.values()) {
      if ((from.isEmpty() || from.contains(role)) && has(role, key)) {
        roles.put(role, without(role, key, replacement));
      }
    }
    if (roles.equals(current.roles())) {
      throw new BadInput(
          Problem.of("no role to revoke the key from has it")
              .found("key " + key)
              .hint("'tk trust show' lists the keys of each role"));
    }
    return different(roles);
  }

  private RoleKeys applied(Role role, Change change) {
    try {
      return change.appliedTo(current.keys(role));
    } catch (BadInput e) {
      throw new BadInput(e.problem().within("role " + role.id()), e);
    }
  }

  private boolean has(Role role, KeyId key) {
    return current.keys(role).keys().stream().anyMatch(listed -> listed.id().equals(key));
  }

  private RoleKeys without(Role role, KeyId key, Optional<MinisignPublicKey> replacement) {
    RoleKeys before = current.keys(role);
    List<MinisignPublicKey> after = new ArrayList<>(before.keys());
    after.removeIf(listed -> listed.id().equals(key));
    replacement.filter(joining -> !after.contains(joining)).ifPresent(after::add);
    if (after.size() < before.threshold()) {
      throw tooFew(role, before.threshold(), after.size());
    }
    return new RoleKeys(after, before.threshold());
  }

  private static BadInput tooFew(Role role, int threshold, int left) {
    String replace = "put another in its place with --replacement FILE";
    String lower =
        ", or lower the threshold first with 'tk trust rotate --" + role.id() + "-threshold'";
    return new BadInput(
        Problem.of("without this key the role " + role.id() + " could never sign again")
            .expected("at least " + threshold + ", its threshold")
            .found(left)
            .hint(threshold > 1 ? replace + lower : replace));
  }

  private TrustRoot different(Map<Role, RoleKeys> roles) {
    if (roles.equals(current.roles())) {
      throw new BadInput(
          Problem.of("nothing would change")
              .found("the keys and thresholds of root " + current.version())
              .hint("say what is to change, as in 'tk trust rotate --release-key FILE'"));
    }
    return new TrustRoot(current.repo(), current.version() + 1, roles);
  }
}
