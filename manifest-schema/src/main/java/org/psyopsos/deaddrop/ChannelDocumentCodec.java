package org.psyopsos.deaddrop;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;

/** Channel documents as JSON: {@code channel.schema.json}. */
public final class ChannelDocumentCodec {

  private static final String TYPE = "channel";

  private ChannelDocumentCodec() {}

  public static byte[] write(ChannelDocument document) {
    ObjectNode json = Json.object();
    json.put("format", Manifest.FORMAT);
    json.put("type", TYPE);
    Addressee addressee = document.addressee();
    json.put("repo", addressee.repo());
    json.put("channel", addressee.channel());
    json.put("platform", addressee.platform().id());
    addressee.node().ifPresent(node -> json.put("node", node));
    if (!addressee.hardware().isEmpty()) {
      ArrayNode hardware = json.putArray("hardware");
      addressee.hardware().forEach(hardware::add);
    }
    json.put("seq", document.seq());
    json.put("issued", document.issued().toString());
    json.put("expires", document.expires().toString());
    json.set("release", reference(document.release()));
    if (!document.stops().isEmpty()) {
      ArrayNode stops = json.putArray("stops");
      document.stops().forEach(stop -> stops.add(reference(stop)));
    }
    document.esp().ifPresent(esp -> json.set("esp", reference(esp)));
    json.put("minimumSeq", document.minimumSeq());
    json.put("halted", document.halted());
    ArrayNode recalled = json.putArray("recalled");
    document.recalled().forEach(version -> recalled.add(version.value()));
    return Json.write(json);
  }

  /**
   * Reads a channel document whose signature has been verified.
   *
   * @throws org.psyopsos.failure.Untrusted MALFORMED or TOO_NEW
   */
  public static ChannelDocument read(byte[] bytes, String name) {
    return Json.read(bytes, name, ChannelDocumentCodec::document);
  }

  private static ChannelDocument document(JsonFields json) {
    ManifestCodec.requireFormat(json);
    json.requireText("type", TYPE);
    return new ChannelDocument(
        addressee(json),
        json.number("seq", 1, Long.MAX_VALUE),
        json.instant("issued"),
        json.instant("expires"),
        json.object("release", ChannelDocumentCodec::reference),
        json.objects("stops", ChannelDocumentCodec::reference),
        json.optionalObject("esp", ChannelDocumentCodec::reference),
        json.number("minimumSeq", 0, Long.MAX_VALUE),
        json.flag("halted", false),
        json.texts("recalled", ReleaseVersion::new));
  }

  private static Addressee addressee(JsonFields json) {
    return new Addressee(
        json.text("repo"),
        json.text("channel"),
        Platform.ofId(json.text("platform")),
        json.optionalText("node"),
        json.texts("hardware", Function.identity()));
  }

  private static ObjectNode reference(ReleaseReference release) {
    return Json.object()
        .put("version", release.version().value())
        .put("manifest", release.manifest())
        .put("size", release.size())
        .put("sha256", release.sha256().hex());
  }

  private static ReleaseReference reference(JsonFields json) {
    return new ReleaseReference(
        new ReleaseVersion(json.text("version")),
        json.text("manifest"),
        json.number("size", 1, Json.MAX_BYTES),
        new Sha256(json.text("sha256")));
  }
}
