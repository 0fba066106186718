package org.psyopsos.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.signature.MinisignPublicKey;

/** Root documents as JSON: {@code root.schema.json}. Unknown fields are refused. */
public final class TrustRootCodec {

  private static final String TYPE = "root";

  private TrustRootCodec() {}

  public static byte[] write(TrustRoot root) {
    ObjectNode json = Json.object();
    json.put("format", 1);
    json.put("type", TYPE);
    json.put("repo", root.repo());
    json.put("version", root.version());
    ObjectNode roles = json.putObject("roles");
    for (Role role : Role.values()) {
      ObjectNode entry = roles.putObject(role.id());
      entry.put("threshold", root.keys(role).threshold());
      ArrayNode keys = entry.putArray("keys");
      root.keys(role).keys().forEach(key -> keys.add(key.base64()));
    }
    return Json.write(json);
  }

  /**
   * Reads a root document.
   *
   * @throws org.psyopsos.failure.Untrusted MALFORMED or TOO_NEW
   */
  public static TrustRoot read(byte[] bytes, String name) {
    return Json.read(bytes, name, TrustRootCodec::root);
  }

  private static TrustRoot root(JsonFields json) {
    ManifestCodec.requireFormat(json);
    json.requireOnly(List.of("format", "type", "repo", "version", "roles"));
    json.requireText("type", TYPE);
    return new TrustRoot(
        json.text("repo"),
        (int) json.number("version", 1, Integer.MAX_VALUE),
        json.object("roles", TrustRootCodec::roles));
  }

  private static Map<Role, RoleKeys> roles(JsonFields json) {
    json.requireOnly(Arrays.stream(Role.values()).map(Role::id).toList());
    Map<Role, RoleKeys> roles = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      roles.put(role, json.object(role.id(), TrustRootCodec::keys));
    }
    return roles;
  }

  private static RoleKeys keys(JsonFields json) {
    json.requireOnly(List.of("threshold", "keys"));
    return new RoleKeys(
        json.texts("keys", MinisignPublicKey::ofBase64),
        (int) json.number("threshold", 1, RoleKeys.MAX_KEYS));
  }
}
