package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.publish.Deaddrop;
import org.psyopsos.builder.publish.Deaddrops;
import org.psyopsos.builder.publish.Payload;
import org.psyopsos.builder.publish.Publication;
import org.psyopsos.builder.publish.Published;
import org.psyopsos.builder.publish.Publisher;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.builder.release.ReleaseFolder;
import org.psyopsos.builder.settings.TkSettings;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tk deploy}: from the output directory into the deaddrop. */
@Command(
    name = "deploy",
    description = {
      "Publishes a release to the deaddrop and offers it in a channel.",
      "Run again after a failure: what is there already is left alone."
    })
final class DeployCommand implements Callable<Integer> {

  private final Tk tk;

  @Option(
      names = "--release",
      paramLabel = "VERSION",
      description = "The OS release to offer (default: the newest in the output directory).")
  private Optional<String> release = Optional.empty();

  @Option(
      names = "--esp",
      paramLabel = "VERSION",
      description = "The EFI release to offer (default: the newest, where there is one).")
  private Optional<String> esp = Optional.empty();

  @Option(
      names = "--channel",
      paramLabel = "NAME",
      description = "The channel to advance (default: deaddrop.channel of tk.toml).")
  private Optional<String> channel = Optional.empty();

  @Mixin private KeyOptions key = new KeyOptions();

  DeployCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    TkSettings settings = tk.settings();
    KeyDirectory keys = new KeyDirectory(settings.keys());
    Publication.Trust trust = trust(keys);
    Publication publication = publication(settings, trust);
    Deaddrop deaddrop = Deaddrops.open(settings.deaddrop().place(), tk.caller().environment());
    MinisignSecretKey signer = key.open(tk);
    Published published =
        Publisher.publish(publication, deaddrop, signer::sign, tk.caller().progress());
    report(published, deaddrop);
    return ExitCode.OK.code();
  }

  private Publication publication(TkSettings settings, Publication.Trust trust) {
    Progress progress = tk.caller().progress();
    ReleaseFolder releases =
        new ReleaseFolder(settings.output().resolve("os"), trust.root(), settings.platform());
    LocalRelease os = releases.verified(ReleaseType.OS, release.map(ReleaseVersion::new), progress);
    Optional<LocalRelease> efi =
        esp.map(ReleaseVersion::new)
            .or(() -> releases.newest(ReleaseType.ESP))
            .map(version -> releases.verified(ReleaseType.ESP, Optional.of(version), progress));
    return new Publication(
        trust,
        channel.orElse(settings.deaddrop().channel()),
        settings.platform(),
        os,
        efi,
        tk.caller().clock().instant().truncatedTo(ChronoUnit.SECONDS),
        settings.deaddrop().validity());
  }

  /** The root document that the deaddrop will hold, with the signatures that lie beside it. */
  private static Publication.Trust trust(KeyDirectory keys) throws IOException {
    Path current = keys.root();
    if (!Files.exists(current)) {
      throw new BadInput(
          Problem.of("no trust root").at(current).hint("make keys with 'tk keygen' first"));
    }
    TrustRoot root = TrustRootCodec.read(Files.readAllBytes(current), current.toString());
    Map<KeyId, Payload> signatures = new HashMap<>();
    for (MinisignPublicKey signer : root.keys(Role.ROOT).keys()) {
      Path file = keys.object(DeaddropNames.rootSignature(root.version(), signer.id()));
      if (Files.exists(file)) {
        signatures.put(signer.id(), Payload.of(file));
      }
    }
    Path document = keys.object(DeaddropNames.root(root.version()));
    return new Publication.Trust(root, Payload.of(document), signatures);
  }

  private void report(Published published, Deaddrop deaddrop) {
    ChannelDocument document = published.document();
    List<String> lines = new ArrayList<>();
    lines.add(
        (published.advanced() ? "offering " : "already offering ")
            + document.release().version()
            + " in channel "
            + document.channel()
            + " as number "
            + document.seq()
            + ", until "
            + document.expires());
    lines.add(
        published.uploaded().size()
            + " objects written to "
            + deaddrop.place()
            + ", "
            + published.present().size()
            + " were there already");
    ObjectNode json =
        Json.object()
            .put("channel", document.channel())
            .put("seq", document.seq())
            .put("version", document.release().version().value())
            .put("expires", document.expires().toString())
            .put("advanced", published.advanced())
            .put("place", deaddrop.place());
    ArrayNode uploaded = json.putArray("uploaded");
    published.uploaded().forEach(uploaded::add);
    ArrayNode present = json.putArray("present");
    published.present().forEach(present::add);
    tk.print(new Report(lines, json));
  }
}
