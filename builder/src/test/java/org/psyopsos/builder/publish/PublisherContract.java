package org.psyopsos.builder.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.psyopsos.builder.publish.ReleaseOnDisk.NOW;
import static org.psyopsos.builder.publish.ReleaseOnDisk.REPOSITORY;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.deaddrop.DocumentId;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.failure.BadInput;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.release.ReleaseVerifier;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.SignedDocument;

/** What publishing promises, whatever kind of deaddrop it goes to. */
abstract class PublisherContract {

  private static final String LATEST = "channels/stable/x86_64-uefi/latest";

  @TempDir Path folder;

  /** A fresh, empty deaddrop. */
  abstract Deaddrop deaddrop() throws IOException;

  /** After every how many uploads a publisher is killed. */
  int killEvery() {
    return 1;
  }

  @Test
  void aNodeCanFollowWhatWasPublished() throws IOException {
    Deaddrop deaddrop = deaddrop();
    Published published = publish(release("20261121-101500"), NOW, deaddrop);

    assertThat(published.advanced()).isTrue();
    assertThat(published.document().seq()).isEqualTo(1);
    assertThat(published.uploaded())
        .containsExactly(
            "root/1.json." + REPOSITORY.rootKey.publicKey().id() + ".minisig",
            "root/1.json",
            "os/psyopsOS.x86_64.20261121-101500.tar",
            "os/psyopsOS.x86_64.20261121-101500.tar.minisig",
            "os/psyopsOS.x86_64.20261121-101500.chunks",
            "os/psyopsOS.x86_64.20261121-101500.manifest.json.minisig",
            "os/psyopsOS.x86_64.20261121-101500.manifest.json",
            "channels/stable/x86_64-uefi/1.json",
            "channels/stable/x86_64-uefi/1.json.minisig",
            LATEST,
            "os/psyopsOS.x86_64.latest.tar.minisig",
            "index.html");
    assertThat(deaddrop.list("")).containsExactlyInAnyOrderElementsOf(published.uploaded());
    requireFollowable(deaddrop, 1, "20261121-101500");
    assertThat(deaddrop.read("os/psyopsOS.x86_64.latest.tar.minisig", 20000))
        .hasValueSatisfying(bytes -> assertThat(text(bytes)).contains("version=20261121-101500"));
    assertThat(deaddrop.read("index.html", 1 << 16))
        .hasValueSatisfying(
            bytes ->
                assertThat(text(bytes))
                    .contains("stable", "20261121-101500", "minisign -V")
                    .contains("href=\"os/psyopsOS.x86_64.20261121-101500.tar\"")
                    .contains("href=\"os/psyopsOS.x86_64.20261121-101500.tar.minisig\"")
                    .contains("href=\"os/psyopsOS.x86_64.20261121-101500.manifest.json\"")
                    .contains(" -m psyopsOS.ARCH.VERSION.tar\n"));
  }

  @Test
  void aSecondRunChangesNothing() throws IOException {
    Deaddrop deaddrop = deaddrop();
    LocalRelease release = release("20261121-101500");
    publish(release, NOW, deaddrop);

    Published again = publish(release, NOW.plus(Duration.ofDays(1)), deaddrop);

    assertThat(again.advanced()).isFalse();
    assertThat(again.document().seq()).isEqualTo(1);
    assertThat(again.uploaded()).noneMatch(name -> name.endsWith(".tar") || name.endsWith(".json"));
    assertThat(again.present()).contains("os/psyopsOS.x86_64.20261121-101500.tar");
    Published late = publish(release, NOW.plus(Duration.ofDays(20)), deaddrop);
    assertThat(late.advanced()).as("less than half of its time left").isTrue();
    requireFollowable(deaddrop, 2, "20261121-101500");
  }

  @Test
  void theNextReleaseTakesTheNextNumber() throws IOException {
    Deaddrop deaddrop = deaddrop();
    publish(release("20261121-101500"), NOW, deaddrop);
    publish(release("20261122-101500"), NOW, deaddrop);

    requireFollowable(deaddrop, 2, "20261122-101500");
    assertThat(deaddrop.list("channels/")).contains("channels/stable/x86_64-uefi/1.json");
  }

  @Test
  void killedAfterAnyUploadItNeverShowsAHalfReleaseAndARepeatCompletesIt() throws IOException {
    LocalRelease first = release("20261121-101500");
    LocalRelease second = release("20261122-101500");
    int uploads = publish(second, NOW, published(first)).uploaded().size();
    for (int allowed = 0; allowed < uploads; allowed += killEvery()) {
      Deaddrop deaddrop = published(first);
      KilledDeaddrop killed = new KilledDeaddrop(deaddrop, allowed);
      assertThatThrownBy(() -> publish(second, NOW, killed)).isInstanceOf(Killed.class);

      long latest = latest(deaddrop);
      requireFollowable(deaddrop, latest, latest == 1 ? "20261121-101500" : "20261122-101500");

      publish(second, NOW, deaddrop);
      requireFollowable(deaddrop, latest(deaddrop), "20261122-101500");
    }
  }

  @Test
  void anotherPublisherInBetweenOnlyCostsANumber() throws IOException {
    Deaddrop deaddrop = deaddrop();
    LocalRelease mine = release("20261121-101500");
    LocalRelease theirs = release("20261122-101500");
    Deaddrop raced =
        new ForwardingDeaddrop(deaddrop) {
          private boolean done;

          @Override
          public boolean createNew(String name, Payload payload) {
            if (name.endsWith("/1.json") && name.startsWith("channels/") && !done) {
              done = true;
              publish(theirs, NOW, deaddrop);
            }
            return super.createNew(name, payload);
          }
        };

    Published published = publish(mine, NOW, raced);

    assertThat(published.document().seq()).isEqualTo(2);
    requireFollowable(deaddrop, 2, "20261121-101500");
  }

  @Test
  void anImmutableNameWithOtherBytesIsAnErrorAndNothingIsOffered() throws IOException {
    Deaddrop deaddrop = deaddrop();
    deaddrop.createNew(
        "os/psyopsOS.x86_64.20261121-101500.chunks", Payload.of(new byte[] {1, 2, 3}));

    assertThatThrownBy(() -> publish(release("20261121-101500"), NOW, deaddrop))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("20261121-101500.chunks")
        .hasMessageContaining("other bytes");
    assertThat(deaddrop.list("channels/")).isEmpty();
  }

  @Test
  void objectsAreCreatedOnceAndReadBack() throws IOException {
    Deaddrop deaddrop = deaddrop();
    byte[] bytes = {1, 2, 3};
    assertThat(deaddrop.sha256("a/b.json")).isEmpty();
    assertThat(deaddrop.read("a/b.json", 10)).isEmpty();
    assertThat(deaddrop.createNew("a/b.json", Payload.of(bytes))).isTrue();
    assertThat(deaddrop.createNew("a/b.json", Payload.of(new byte[9]))).isFalse();
    assertThat(deaddrop.sha256("a/b.json")).contains(Sha256.of(bytes));
    assertThat(deaddrop.read("a/b.json", 3))
        .hasValueSatisfying(b -> assertThat(b).isEqualTo(bytes));
    assertThat(deaddrop.read("a/b.json", 2)).as("too long").isEmpty();
    deaddrop.replace("a/b.json", Payload.of(new byte[9]));
    assertThat(deaddrop.read("a/b.json", 10)).hasValueSatisfying(b -> assertThat(b).hasSize(9));
    assertThat(deaddrop.list("a/")).containsExactly("a/b.json");
    assertThat(deaddrop.list("b/")).isEmpty();
  }

  final LocalRelease release(String version) throws IOException {
    return ReleaseOnDisk.write(folder.resolve("out"), version);
  }

  static Published publish(LocalRelease os, Instant now, Deaddrop deaddrop) {
    return Publisher.publish(
        ReleaseOnDisk.publication(os, now),
        deaddrop,
        (document, comment) -> List.of(REPOSITORY.channelKey.sign(document, comment)),
        Progress.quiet());
  }

  private Deaddrop published(LocalRelease release) throws IOException {
    Deaddrop deaddrop = deaddrop();
    publish(release, NOW, deaddrop);
    return deaddrop;
  }

  private static long latest(Deaddrop deaddrop) {
    return Long.parseLong(text(deaddrop.read(LATEST, 32).orElseThrow()).strip());
  }

  /** Does what a node does: from {@code latest} to a verified manifest whose tarball is there. */
  private static void requireFollowable(Deaddrop deaddrop, long seq, String version) {
    assertThat(latest(deaddrop)).isEqualTo(seq);
    SignedDocument document = signed(deaddrop, "channels/stable/x86_64-uefi/" + seq + ".json");
    Offer offer = REPOSITORY.offerVerifier().verify(document, DocumentId.ofChannel(seq), 0, NOW);
    ReleaseReference next = offer.next(Optional.empty());
    assertThat(next.version()).hasToString(version);
    ReleaseVerifier verifier =
        new ReleaseVerifier(REPOSITORY.root(), TestRepository.PLATFORM, AgentVersion.CURRENT);
    String tarball =
        "os/"
            + verifier
                .verify(signed(deaddrop, next.manifest()), offer, next)
                .manifest()
                .tarball()
                .name();
    assertThat(deaddrop.list("os/")).contains(tarball, tarball + ".minisig");
  }

  private static SignedDocument signed(Deaddrop deaddrop, String name) {
    return new SignedDocument(
        name,
        deaddrop.read(name, 1 << 16).orElseThrow(),
        List.of(deaddrop.read(name + ".minisig", 1 << 16).orElseThrow()));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Thrown where a publisher is killed. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Allows so many uploads, then kills. */
  private static final class KilledDeaddrop extends ForwardingDeaddrop {
    private int left;

    KilledDeaddrop(Deaddrop deaddrop, int allowed) {
      super(deaddrop);
      this.left = allowed;
    }

    @Override
    public boolean createNew(String name, Payload payload) {
      boolean created = super.sha256(name).isEmpty();
      if (created) {
        spend();
      }
      return super.createNew(name, payload);
    }

    @Override
    public void replace(String name, Payload payload) {
      spend();
      super.replace(name, payload);
    }

    @Override
    public void point(String name, String target, Payload payload) {
      spend();
      super.point(name, target, payload);
    }

    private void spend() {
      if (left-- == 0) {
        throw new Killed();
      }
    }
  }

  /** Passes everything on. */
  private static class ForwardingDeaddrop implements Deaddrop {
    private final Deaddrop deaddrop;

    ForwardingDeaddrop(Deaddrop deaddrop) {
      this.deaddrop = deaddrop;
    }

    @Override
    public boolean createNew(String name, Payload payload) {
      return deaddrop.createNew(name, payload);
    }

    @Override
    public void replace(String name, Payload payload) {
      deaddrop.replace(name, payload);
    }

    @Override
    public void remove(String name) {
      deaddrop.remove(name);
    }

    @Override
    public void point(String name, String target, Payload payload) {
      deaddrop.point(name, target, payload);
    }

    @Override
    public Optional<byte[]> read(String name, int limit) {
      return deaddrop.read(name, limit);
    }

    @Override
    public Optional<Sha256> sha256(String name) {
      return deaddrop.sha256(name);
    }

    @Override
    public List<String> list(String prefix) {
      return deaddrop.list(prefix);
    }

    @Override
    public String place() {
      return deaddrop.place();
    }
  }
}
