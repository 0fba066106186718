package org.psyopsos.builder.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.publish.ChannelSigners;
import org.psyopsos.builder.publish.Deaddrop;
import org.psyopsos.builder.publish.Deaddrops;
import org.psyopsos.builder.publish.Publication;
import org.psyopsos.builder.publish.Published;
import org.psyopsos.builder.publish.Publisher;
import org.psyopsos.builder.publish.Target;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.builder.release.ReleaseFolder;
import org.psyopsos.builder.settings.TkSettings;
import org.psyopsos.builder.sign.KeyDirectory;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.Problem;
import org.psyopsos.json.Json;
import org.psyopsos.json.Report;
import org.psyopsos.manifest.Names;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
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
      description = {
        "The OS release to offer (default: the newest in the output directory;",
        "where something else of the channel is changed, what it offers now)."
      })
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

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Offer it to this node alone, which then leaves the channel's documents aside.")
  private Optional<String> node = Optional.empty();

  @Option(
      names = "--follow-channel",
      description = "With --node: let the node follow the channel's documents again.")
  private boolean followChannel;

  @Mixin private AmendmentOptions amendments = new AmendmentOptions();

  @Mixin private SigningKeys keys = new SigningKeys();

  DeployCommand(Tk tk) {
    this.tk = tk;
  }

  @Override
  public Integer call() throws IOException {
    TkSettings settings = tk.settings();
    Target target =
        new Target(
            channel.orElse(settings.deaddrop().channel()),
            settings.platform(),
            node.map(name -> Names.require("node", name)));
    Deaddrop deaddrop = Deaddrops.open(settings.deaddrop().place(), tk.caller().environment());
    if (followChannel) {
      tk.print(followChannel(target, deaddrop));
      return ExitCode.OK.code();
    }
    Publication.Trust trust = new Publication.Trust(tk.roots().requireLinks());
    Publication publication = publication(settings, target, trust);
    Path standard = new KeyDirectory(settings.keys()).secretKey();
    ChannelSigners signers = ChannelSigners.of(trust.root(), keys.open(tk, List.of(standard)));
    Published published = Publisher.publish(publication, deaddrop, signers, tk.caller().progress());
    report(published, deaddrop);
    return ExitCode.OK.code();
  }

  private static Report followChannel(Target target, Deaddrop deaddrop) {
    String name =
        target
            .node()
            .orElseThrow(
                () ->
                    new BadInput(
                        Problem.of("--follow-channel is for one node")
                            .hint("say which one: --node NAME")));
    deaddrop.remove(DeaddropNames.latest(target.channel(), target.platform(), target.node()));
    return new Report(
        List.of("node " + name + " follows channel " + target.channel() + " again"),
        Json.object().put("channel", target.channel()).put("node", name));
  }

  private Publication publication(TkSettings settings, Target target, Publication.Trust trust) {
    Progress progress = tk.caller().progress();
    ReleaseFolder releases =
        new ReleaseFolder(settings.output().resolve("os"), trust.root(), settings.platform());
    boolean offers = release.isPresent() || esp.isPresent() || !amendments.areGiven();
    Optional<LocalRelease> os = Optional.empty();
    Optional<LocalRelease> efi = Optional.empty();
    if (offers) {
      os =
          Optional.of(
              releases.verified(ReleaseType.OS, release.map(ReleaseVersion::new), progress));
      efi =
          esp.map(ReleaseVersion::new)
              .or(() -> releases.newest(ReleaseType.ESP))
              .map(version -> releases.verified(ReleaseType.ESP, Optional.of(version), progress));
    }
    return new Publication(
        trust,
        target,
        os,
        efi,
        amendments.amendments(
            version -> releases.verified(ReleaseType.OS, Optional.of(version), progress)),
        tk.caller().clock().instant().truncatedTo(ChronoUnit.SECONDS),
        settings.deaddrop().validity());
  }

  private void report(Published published, Deaddrop deaddrop) {
    ChannelDocument document = published.document();
    List<String> lines = new ArrayList<>();
    lines.add(
        (published.advanced() ? "offering " : "already offering ")
            + document.release().version()
            + " in channel "
            + document.addressee().channel()
            + document.addressee().node().map(" to node "::concat).orElse("")
            + (document.halted() ? ", halted," : "")
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
            .put("channel", document.addressee().channel())
            .put("seq", document.seq())
            .put("version", document.release().version().value())
            .put("expires", document.expires().toString())
            .put("advanced", published.advanced())
            .put("place", deaddrop.place());
    document.addressee().node().ifPresent(name -> json.put("node", name));
    json.put("halted", document.halted());
    ArrayNode uploaded = json.putArray("uploaded");
    published.uploaded().forEach(uploaded::add);
    ArrayNode present = json.putArray("present");
    published.present().forEach(present::add);
    tk.print(new Report(lines, json));
  }
}
