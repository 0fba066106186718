package org.psyopsos.builder.trust;

import java.util.ArrayList;
import java.util.List;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.TrustRoot;

/** What one root has that another has not, for people. */
public final class RootChanges {

  private RootChanges() {}

  /** A line for each key that comes or goes and each threshold that changes. */
  public static List<String> between(TrustRoot before, TrustRoot after) {
    List<String> lines = new ArrayList<>();
    for (Role role : Role.values()) {
      RoleKeys old = before.keys(role);
      RoleKeys next = after.keys(role);
      without(old, next).forEach(key -> lines.add(role.id() + ": without key " + key.id()));
      without(next, old).forEach(key -> lines.add(role.id() + ": with key " + key.id()));
      if (old.threshold() != next.threshold()) {
        lines.add(role.id() + ": threshold " + next.threshold() + " instead of " + old.threshold());
      }
    }
    return lines;
  }

  private static List<MinisignPublicKey> without(RoleKeys from, RoleKeys without) {
    return from.keys().stream().filter(key -> !without.keys().contains(key)).toList();
  }
}
