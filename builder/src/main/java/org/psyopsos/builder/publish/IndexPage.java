package org.psyopsos.builder.publish;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.json.Json;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.TrustRoot;

/** The deaddrop's page for people: channels, releases, sizes, and how to verify by hand. */
final class IndexPage {

  private final Deaddrop deaddrop;
  private final TrustRoot root;

  private IndexPage(Deaddrop deaddrop, TrustRoot root) {
    this.deaddrop = deaddrop;
    this.root = root;
  }

  static IndexPage of(Deaddrop deaddrop, TrustRoot root) {
    return new IndexPage(deaddrop, root);
  }

  byte[] html() {
    StringBuilder page = new StringBuilder();
    page.append("<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\">\n");
    page.append("<meta name=\"viewport\" content=\"width=device-width\">\n");
    page.append("<title>").append(escape(root.repo())).append("</title>\n");
    page.append(
        "<style>body{font:16px/1.5 sans-serif;margin:2em;max-width:70em}"
            + "td,th{padding:.2em 1em .2em 0;text-align:left}pre{background:#eee;padding:1em}"
            + "</style>\n");
    page.append("<h1>").append(escape(root.repo())).append("</h1>\n");
    channels(page);
    releases(page);
    howToVerify(page);
    return page.append("</html>\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private void channels(StringBuilder page) {
    page.append("<h2>Channels</h2>\n<table>\n");
    row(
        page,
        "th",
        List.of("channel", "platform", "for", "release", "number", "issued", "expires"));
    for (String latest : deaddrop.list(DeaddropNames.CHANNELS)) {
      if (latest.endsWith("/" + DeaddropNames.LATEST)) {
        document(latest).ifPresent(document -> channel(page, document));
      }
    }
    page.append("</table>\n");
  }

  private static void channel(StringBuilder page, ChannelDocument document) {
    row(
        page,
        "td",
        List.of(
            escape(document.addressee().channel()),
            escape(document.addressee().platform().id()),
            escape(document.addressee().node().map("node "::concat).orElse("all nodes")),
            escape(document.release().version().value()),
            String.valueOf(document.seq()),
            escape(document.issued().toString()),
            escape(document.expires().toString())));
  }

  private void releases(StringBuilder page) {
    page.append("<h2>Releases</h2>\n<table>\n");
    row(page, "th", List.of("version", "type", "platform", "kernel", "size", "files"));
    List<Manifest> manifests = new ArrayList<>(manifests());
    manifests.sort((a, b) -> b.version().compareTo(a.version()));
    manifests.forEach(manifest -> release(page, manifest));
    page.append("</table>\n");
  }

  private static void release(StringBuilder page, Manifest manifest) {
    String tarball = DeaddropNames.tarball(manifest);
    row(
        page,
        "td",
        List.of(
            escape(manifest.version().value()),
            escape(manifest.type().id()),
            escape(manifest.platform().id()),
            escape(manifest.kernelVersion()),
            escape(manifest.tarball().size() / 1_000_000 + " MB"),
            link(tarball, "tar")
                + " "
                + link(DeaddropNames.signature(tarball), "minisig")
                + " "
                + link(DeaddropNames.manifest(manifest), "manifest")));
  }

  private void howToVerify(StringBuilder page) {
    page.append("<h2>Verify by hand</h2>\n<p>With the stock minisign, by the release keys:</p>\n");
    page.append("<pre>");
    root.keys(Role.RELEASE)
        .keys()
        .forEach(
            key ->
                page.append("minisign -V -H -P ")
                    .append(escape(key.base64()))
                    .append(" -m psyopsOS.ARCH.VERSION.tar\n"));
    page.append("</pre>\n<p>Trust a key only if you know it from somewhere else too.</p>\n");
  }

  private List<Manifest> manifests() {
    return deaddrop.list(DeaddropNames.RELEASES).stream()
        .filter(name -> name.endsWith(DeaddropNames.MANIFEST_SUFFIX))
        .flatMap(name -> manifest(name).stream())
        .toList();
  }

  private Optional<Manifest> manifest(String name) {
    try {
      return deaddrop.read(name, Json.MAX_BYTES).map(bytes -> ManifestCodec.read(bytes, name));
    } catch (Untrusted e) {
      return Optional.empty(); // Not one of ours; the page shows what can be read.
    }
  }

  private Optional<ChannelDocument> document(String latest) {
    try {
      String folder = latest.substring(0, latest.length() - DeaddropNames.LATEST.length());
      return deaddrop
          .read(latest, 32)
          .map(bytes -> folder + new String(bytes, StandardCharsets.UTF_8).strip() + ".json")
          .flatMap(
              name ->
                  deaddrop
                      .read(name, Json.MAX_BYTES)
                      .map(bytes -> ChannelDocumentCodec.read(bytes, name)));
    } catch (Untrusted e) {
      return Optional.empty();
    }
  }

  private static void row(StringBuilder page, String cell, List<String> values) {
    page.append("<tr>");
    for (String value : values) {
      page.append('<').append(cell).append('>').append(value);
    }
    page.append('\n');
  }

  private static String link(String target, String text) {
    return "<a href=\"" + escape(target) + "\">" + escape(text) + "</a>";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
