package org.psyopsos.builder.trust;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.signature.KeyId;

/**
 * Proposals as JSON: {@code root-proposal.schema.json}. Documents and signatures stand in it line
 * by line, so that a person can read what is to be signed and the signed bytes come out again.
 */
public final class RootProposalCodec {

  public static final String TYPE = "root-proposal";

  private RootProposalCodec() {}

  public static byte[] write(RootProposal proposal) {
    ObjectNode json = Json.object();
    json.put("format", 1);
    json.put("type", TYPE);
    proposal.previousDocument().ifPresent(bytes -> putLines(json.putArray("previous"), bytes));
    putLines(json.putArray("document"), proposal.document());
    ObjectNode signatures = json.putObject("signatures");
    proposal.signatures().forEach((key, bytes) -> putLines(signatures.putArray(key.hex()), bytes));
    return Json.write(json);
  }

  /**
   * Reads a proposal.
   *
   * @throws org.psyopsos.failure.Untrusted MALFORMED, and with the reasons of {@link RootProposal}
   */
  public static RootProposal read(byte[] bytes, String name) {
    return Json.read(bytes, name, json -> proposal(json, name));
  }

  private static RootProposal proposal(JsonFields json, String name) {
    ManifestCodec.requireFormat(json);
    json.requireOnly(List.of("format", "type", "previous", "document", "signatures"));
    json.requireText("type", TYPE);
    return new RootProposal(
        json.has("previous") ? Optional.of(lines(json, "previous")) : Optional.empty(),
        lines(json, "document"),
        json.object("signatures", RootProposalCodec::signatures),
        name);
  }

  private static Map<KeyId, byte[]> signatures(JsonFields json) {
    Map<KeyId, byte[]> signatures = new LinkedHashMap<>();
    json.names().forEach(name -> signatures.put(new KeyId(name), lines(json, name)));
    return signatures;
  }

  private static void putLines(ArrayNode array, byte[] text) {
    new String(text, StandardCharsets.UTF_8).lines().forEach(array::add);
  }

  private static byte[] lines(JsonFields json, String name) {
    StringBuilder text = new StringBuilder();
    json.texts(name, Function.identity()).forEach(line -> text.append(line).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
