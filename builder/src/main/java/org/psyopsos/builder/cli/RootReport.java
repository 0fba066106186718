package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.TrustRoot;

/** What a root says. */
final class RootReport {

  private RootReport() {}

  /** The root by itself: nothing is said of who has signed it. */
  static Report of(TrustRoot root) {
    List<String> lines = new ArrayList<>();
    ObjectNode json = Json.object();
    describe(root, lines, json);
    return new Report(lines, json);
  }

  static void describe(TrustRoot root, List<String> lines, ObjectNode json) {
    lines.add("root " + root.version() + " of repository " + root.repo());
    json.put("repo", root.repo()).put("version", root.version());
    ObjectNode roles = json.putObject("roles");
    for (Role role : Role.values()) {
      RoleKeys keys = root.keys(role);
      List<KeyId> ids = keys.keys().stream().map(MinisignPublicKey::id).toList();
      lines.add("  " + role.id() + ": " + keys.threshold() + " of " + text(ids));
      put(roles.putObject(role.id()).put("threshold", keys.threshold()), "keys", ids);
    }
  }

  static String text(List<KeyId> ids) {
    return ids.stream().map(KeyId::hex).collect(Collectors.joining(", "));
  }

  static void put(ObjectNode object, String field, List<KeyId> ids) {
    ArrayNode array = object.putArray(field);
    ids.forEach(id -> array.add(id.hex()));
  }
}
