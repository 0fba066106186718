package org.psyopsos.manifest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.json.Json;
import org.psyopsos.json.JsonFields;
import org.psyopsos.layout.Platform;

/** Manifests as JSON: {@code manifest.schema.json}. */
public final class ManifestCodec {

  private ManifestCodec() {}

  public static byte[] write(Manifest manifest) {
    ObjectNode json = Json.object();
    json.put("format", Manifest.FORMAT);
    json.put("type", manifest.type().id());
    json.put("repo", manifest.repo());
    json.put("platform", manifest.platform().id());
    json.put("version", manifest.version().value());
    json.put("created", manifest.created().toString());
    json.put("kernelVersion", manifest.kernelVersion());
    json.put("agentVersion", manifest.agentVersion().toString());
    json.put("layoutVersion", manifest.layoutVersion());
    json.put("kernelArguments", manifest.kernelArguments().value());
    json.putObject("tarball")
        .put("name", manifest.tarball().name())
        .put("size", manifest.tarball().size());
    json.putObject("chunks")
        .put("name", manifest.chunks().name())
        .put("size", manifest.chunks().size())
        .put("sha256", manifest.chunks().sha256().hex());
    ArrayNode files = json.putArray("files");
    for (Artifact file : manifest.files()) {
      files
          .addObject()
          .put("path", file.path())
          .put("role", file.role().id())
          .put("mode", "0" + Integer.toOctalString(file.mode()))
          .put("size", file.size())
          .put("sha256", file.sha256().hex())
          .put("offset", file.offset());
    }
    return Json.write(json);
  }

  /**
   * Reads a manifest whose signature has been verified.
   *
   * @param name what it is called in an error
   * @throws Untrusted MALFORMED, or TOO_NEW for a format that this program does not know
   */
  public static Manifest read(byte[] bytes, String name) {
    return Json.read(bytes, name, ManifestCodec::manifest);
  }

  private static Manifest manifest(JsonFields json) {
    requireFormat(json);
    return new Manifest(
        ReleaseType.ofId(json.text("type")),
        json.text("repo"),
        Platform.ofId(json.text("platform")),
        new ReleaseVersion(json.text("version")),
        json.instant("created"),
        json.text("kernelVersion"),
        AgentVersion.parse(json.text("agentVersion")),
        (int) json.number("layoutVersion", 1, 1 << 20),
        new KernelArguments(json.text("kernelArguments")),
        json.object(
            "tarball",
            t -> new Manifest.Tarball(t.text("name"), t.number("size", 0, Long.MAX_VALUE))),
        json.object(
            "chunks",
            c ->
                new Manifest.ChunkIndexFile(
                    c.text("name"),
                    c.number("size", 0, ChunkIndexCodec.MAX_BYTES),
                    new Sha256(c.text("sha256")))),
        json.objects("files", ManifestCodec::file));
  }

  private static Artifact file(JsonFields json) {
    return new Artifact(
        json.text("path"),
        ArtifactRole.ofId(json.text("role")),
        mode(json.text("mode")),
        json.number("size", 0, Artifact.MAX_SIZE),
        new Sha256(json.text("sha256")),
        json.number("offset", 0, Long.MAX_VALUE));
  }

  private static int mode(String octal) {
    if (!octal.matches("0[0-7]{1,3}")) {
      throw new BadInput(Problem.of("not a file mode").expected("octal such as 0644").found(octal));
    }
    return Integer.parseInt(octal, 8);
  }

  /** Refuses a document of a format that this program does not know. */
  public static void requireFormat(JsonFields json) {
    long format = json.number("format", 1, Integer.MAX_VALUE);
    if (format > Manifest.FORMAT) {
      throw new Untrusted(
          Untrusted.Reason.TOO_NEW,
          Problem.of("the document has a newer format than this program knows")
              .at(json.where())
              .expected("format " + Manifest.FORMAT)
              .found("format " + format)
              .hint("update this program first"));
    }
  }
}
