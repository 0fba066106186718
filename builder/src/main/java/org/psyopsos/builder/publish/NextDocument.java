package org.psyopsos.builder.publish;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.deaddrop.Addressee;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;

/** The document that follows another: what is published, and what stays as it was. */
final class NextDocument {

  private final Publication publication;
  private final Optional<ChannelDocument> current;

  private NextDocument(Publication publication, Optional<ChannelDocument> current) {
    this.publication = publication;
    this.current = current;
  }

  /**
   * Makes it.
   *
   * @param current the one before, where there is one
   * @throws BadInput where nothing is offered yet, and nothing is to be
   */
  static ChannelDocument of(Publication publication, long seq, Optional<ChannelDocument> current) {
    Instant now = publication.now();
    return new NextDocument(publication, current)
        .document(seq, now, now.plus(publication.validity()));
  }

  /** Whether it would say the same as the current one, but for its number and its times. */
  static boolean saysTheSame(ChannelDocument current, Publication publication) {
    return new NextDocument(publication, Optional.of(current))
        .document(current.seq(), current.issued(), current.expires())
        .equals(current);
  }

  /** How a document names a release. */
  static ReleaseReference reference(LocalRelease release) {
    byte[] manifest = release.release().signed().bytes();
    return new ReleaseReference(
        release.manifest().version(),
        DeaddropNames.manifest(release.manifest()),
        manifest.length,
        Sha256.of(manifest));
  }

  private ChannelDocument document(long seq, Instant issued, Instant expires) {
    ReleaseReference release = release();
    return new ChannelDocument(
        addressee(),
        seq,
        issued,
        expires,
        release,
        stops(release.version()),
        esp(),
        publication.amendments().forbidOlder()
            ? seq
            : current.map(ChannelDocument::minimumSeq).orElse(0L),
        halted(),
        recalled());
  }

  private ReleaseReference release() {
    return publication
        .os()
        .map(NextDocument::reference)
        .or(() -> current.map(ChannelDocument::release))
        .orElseThrow(
            () ->
                new BadInput(
                    Problem.of("the channel offers nothing yet that is signed by today's keys")
                        .at(publication.target().channel())
                        .hint("offer a release first: tk deploy --release VERSION")));
  }

  private Addressee addressee() {
    Target target = publication.target();
    List<String> hardware =
        publication
            .amendments()
            .hardware()
            .or(() -> current.map(document -> document.addressee().hardware()))
            .orElse(List.of());
    return new Addressee(
        publication.trust().root().repo(),
        target.channel(),
        target.platform(),
        target.node(),
        hardware);
  }

  /** Stops that the offered release has overtaken are none any more. */
  private List<ReleaseReference> stops(ReleaseVersion offered) {
    TreeMap<ReleaseVersion, ReleaseReference> stops = new TreeMap<>(Comparator.naturalOrder());
    Stream.concat(
            current.stream().flatMap(document -> document.stops().stream()),
            publication.amendments().stops().stream().map(NextDocument::reference))
        .forEach(stop -> stops.put(stop.version(), stop));
    return List.copyOf(stops.headMap(offered).values());
  }

  private Optional<ReleaseReference> esp() {
    return publication.os().isPresent()
        ? publication.esp().map(NextDocument::reference)
        : current.flatMap(ChannelDocument::esp);
  }

  /** Whoever offers another release means it to be taken. */
  private boolean halted() {
    boolean before =
        publication.os().isEmpty() && current.map(ChannelDocument::halted).orElse(false);
    return publication.amendments().halted().orElse(before);
  }

  private List<ReleaseVersion> recalled() {
    Set<ReleaseVersion> recalled = new LinkedHashSet<>();
    current.ifPresent(document -> recalled.addAll(document.recalled()));
    recalled.addAll(publication.amendments().recalled());
    return new ArrayList<>(recalled);
  }
}
