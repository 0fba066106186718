package org.psyopsos.builder.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.builder.sign.SignatureFiles;
import org.psyopsos.deaddrop.Addressee;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.RootObjects;
import org.psyopsos.deaddrop.SignatureObjects;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.manifest.Sha256;

/**
 * Publishes a release. The order is such that a reader never sees a half release, and that a run
 * that was killed is completed by running it again: tarballs and chunk indexes, manifests, channel
 * document and its signature, {@code latest}; what is only for people comes last.
 */
public final class Publisher {

  private static final int MAX_RACES = 100;

  private final Deaddrop deaddrop;
  private final ChannelSigner signer;
  private final Progress progress;
  private final List<String> uploaded = new ArrayList<>();
  private final List<String> present = new ArrayList<>();

  private Publisher(Deaddrop deaddrop, ChannelSigner signer, Progress progress) {
    this.deaddrop = deaddrop;
    this.signer = signer;
    this.progress = progress;
  }

  /** Signs a channel document; the result is a {@code .minisig} of each signer. */
  @FunctionalInterface
  public interface ChannelSigner {
    List<byte[]> sign(byte[] document, String trustedComment);
  }

  /**
   * Publishes; what is there already is left alone.
   *
   * @throws BadInput where an immutable name is taken by other bytes; then nothing that nodes
   *     follow has changed
   */
  public static Published publish(
      Publication publication, Deaddrop deaddrop, ChannelSigner signer, Progress progress) {
    return new Publisher(deaddrop, signer, progress).publish(publication);
  }

  private Published publish(Publication publication) {
    publishRoot(publication.trust());
    List<LocalRelease> releases = releases(publication);
    releases.forEach(this::publishTarball);
    releases.forEach(this::publishManifest);
    ChannelFolder folder =
        new ChannelFolder(deaddrop, publication.trust().root(), publication.target());
    Optional<ChannelDocument> current = folder.newest();
    boolean advance = current.isEmpty() || !saysAllThis(current.get(), publication);
    ChannelDocument document =
        advance ? publishChannel(publication, folder, current) : current.get();
    folder.advanceLatest(uploaded);
    publishForPeople(publication);
    return new Published(document, advance, uploaded, present);
  }

  private static List<LocalRelease> releases(Publication publication) {
    List<LocalRelease> all = new ArrayList<>(publication.amendments().stops());
    publication.os().ifPresent(all::add);
    publication.esp().ifPresent(all::add);
    return all;
  }

  private void publishRoot(Publication.Trust trust) {
    RootObjects.of(trust.links()).forEach((name, bytes) -> create(name, Payload.of(bytes)));
  }

  private void publishTarball(LocalRelease release) {
    String tarball = DeaddropNames.tarball(release.manifest());
    createBig(tarball, release.tarball());
    createSignatures(tarball, release.tarball());
    createFile(DeaddropNames.chunks(release.manifest()), release.chunks());
  }

  private void publishManifest(LocalRelease release) {
    String manifest = DeaddropNames.manifest(release.manifest());
    Path file = release.manifestFile();
    createSignatures(manifest, file);
    createFile(manifest, file);
  }

  /** Takes the next free number; if another publisher takes it first, the one after. */
  private ChannelDocument publishChannel(
      Publication publication, ChannelFolder folder, Optional<ChannelDocument> current) {
    for (int race = 0; race < MAX_RACES; race++) {
      ChannelDocument document = NextDocument.of(publication, folder.next(), current);
      String name = document.name();
      byte[] bytes = ChannelDocumentCodec.write(document);
      List<byte[]> signatures = signer.sign(bytes, trustedComment(document));
      if (deaddrop.createNew(name, Payload.of(bytes))) {
        uploaded.add(name);
        SignatureObjects.of(name, signatures)
            .forEach((object, signature) -> create(object, Payload.of(signature)));
        return document;
      }
    }
    throw new BadInput(
        Problem.of("other publishers keep taking the next number")
            .at(deaddrop.place())
            .hint("let only one machine publish to a channel at a time"));
  }

  private void publishForPeople(Publication publication) {
    if (publication.target().node().isEmpty() && publication.os().isPresent()) {
      point(publication.os().get());
    }
    byte[] index = IndexPage.of(deaddrop, publication.trust().root()).html();
    deaddrop.replace(DeaddropNames.INDEX, Payload.of(index));
    uploaded.add(DeaddropNames.INDEX);
  }

  private void point(LocalRelease os) {
    String signature = DeaddropNames.signature(DeaddropNames.tarball(os.manifest()));
    String pointer = DeaddropNames.latestPointer(os.manifest().type(), os.manifest().platform());
    deaddrop.point(pointer, signature, Payload.of(SignatureFiles.first(os.tarball())));
    uploaded.add(pointer);
  }

  private static String trustedComment(ChannelDocument document) {
    Addressee addressee = document.addressee();
    return "type=channel channel="
        + addressee.channel()
        + " platform="
        + addressee.platform()
        + addressee.node().map(" node="::concat).orElse("")
        + " seq="
        + document.seq()
        + " version="
        + document.release().version();
  }

  /** Whether the channel says all this already, and for at least half of its time to come. */
  private static boolean saysAllThis(ChannelDocument current, Publication publication) {
    Duration left = Duration.between(publication.now(), current.expires());
    return NextDocument.saysTheSame(current, publication)
        && left.compareTo(publication.validity().dividedBy(2)) >= 0;
  }

  /** Beside the object as they lie beside the file. */
  private void createSignatures(String name, Path file) {
    int end = String.valueOf(file.getFileName()).length();
    for (Path signature : LocalRelease.signaturesOf(file)) {
      createFile(name + String.valueOf(signature.getFileName()).substring(end), signature);
    }
  }

  private void createFile(String name, Path file) {
    create(name, Payload.of(file));
  }

  private void createBig(String name, Path file) {
    Payload payload = Payload.of(file);
    try (Progress.Step step = progress.begin("uploading " + name, Files.size(file))) {
      create(name, new CountedPayload(payload, step::advance));
    } catch (IOException e) {
      throw new BadInput(Problem.of("cannot read").at(file).found(e.toString()), e);
    }
  }

  private void create(String name, Payload payload) {
    if (deaddrop.createNew(name, payload)) {
      uploaded.add(name);
      return;
    }
    requireSame(name, payload);
    present.add(name);
  }

  private void requireSame(String name, Payload payload) {
    try {
      Sha256 wanted = payload.sha256();
      Optional<Sha256> found = deaddrop.sha256(name);
      if (!found.equals(Optional.of(wanted))) {
        throw new BadInput(
            Problem.of("a name that must never change holds other bytes")
                .at(deaddrop.place() + " " + name)
                .expected("SHA-256 " + wanted)
                .found(found.map(Sha256::hex).orElse("nothing"))
                .hint("make a release with a new version"));
      }
    } catch (IOException e) {
      throw new BadInput(Problem.of("cannot read what is to be published").found(e.toString()), e);
    }
  }
}
