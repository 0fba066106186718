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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.release.LocalRelease;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.failure.BadInput;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.testing.TestKey;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

/** What a channel says next: what was asked for, and what stays from the document before. */
class NextDocumentTest {

  private static final Target ALL =
      new Target(TestRepository.CHANNEL, TestRepository.PLATFORM, Optional.empty());
  private static final Target ROOF =
      new Target(TestRepository.CHANNEL, TestRepository.PLATFORM, Optional.of("roof-7"));
  private static final String FOLDER = "channels/stable/x86_64-uefi/";

  @TempDir private Path directory;
  private Deaddrop deaddrop;
  private LocalRelease older;
  private LocalRelease newer;
  private Instant now = NOW;

  @BeforeEach
  void start() throws IOException {
    deaddrop = new DirectoryDeaddrop(directory.resolve("deaddrop"));
    older = ReleaseOnDisk.write(directory.resolve("out"), "20261121-100000");
    newer = ReleaseOnDisk.write(directory.resolve("out"), "20261121-110000");
  }

  @Test
  void whatIsOfferedIsSignedAnewWhereLessThanHalfOfItsTimeIsLeft() {
    ChannelDocument first = offer(older);
    now = NOW.plus(Duration.ofDays(14));
    assertThat(amend(Amendments.none()).advanced()).isFalse();
    now = NOW.plus(Duration.ofDays(16));
    ChannelDocument second = amend(Amendments.none()).document();
    assertThat(second.seq()).isEqualTo(first.seq() + 1);
    assertThat(second.issued()).isEqualTo(now);
    assertThat(second.expires()).isEqualTo(now.plus(Duration.ofDays(30)));
    assertThat(second.release()).isEqualTo(first.release());
  }

  @Test
  void aHaltLastsUntilItIsEndedOrAReleaseIsOffered() {
    offer(older);
    assertThat(amend(halted(true)).document().halted()).isTrue();
    assertThat(amend(halted(true)).advanced()).isFalse();
    assertThat(amend(Amendments.none()).document().halted()).isTrue();
    assertThat(amend(halted(false)).document().halted()).isFalse();
    amend(halted(true));
    assertThat(offer(newer).halted()).isFalse();
  }

  @Test
  void recalledVersionsStayRecalled() {
    offer(older);
    ReleaseVersion version = older.manifest().version();
    assertThat(amend(recall(version)).document().recalled()).containsExactly(version);
    assertThat(offer(newer).recalled()).containsExactly(version);
    assertThat(amend(recall(version)).advanced()).isFalse();
  }

  @Test
  void aStopIsPublishedWithItsReleaseAndHoldsUntilItIsOvertaken() {
    Amendments stop =
        new Amendments(Optional.empty(), List.of(older), List.of(), Optional.empty(), false);
    ChannelDocument document = publish(ALL, Optional.of(newer), stop).document();
    assertThat(document.stops())
        .extracting(ReleaseReference::version)
        .containsExactly(older.manifest().version());
    assertThat(deaddrop.list("os/")).anyMatch(name -> name.contains("20261121-100000.tar"));
    assertThat(amend(Amendments.none()).document().stops()).hasSize(1);
    assertThat(offer(older).stops()).isEmpty();
  }

  @Test
  void forbiddingOlderDocumentsRaisesTheMinimumToTheDocumentsOwnNumber() {
    offer(older);
    Amendments forbid =
        new Amendments(Optional.empty(), List.of(), List.of(), Optional.empty(), true);
    ChannelDocument document = amend(forbid).document();
    assertThat(document.minimumSeq()).isEqualTo(document.seq()).isEqualTo(2);
    assertThat(amend(forbid).advanced()).isFalse();
    assertThat(offer(newer).minimumSeq()).isEqualTo(2);
  }

  @Test
  void hardwareStaysUntilItIsSaidOtherwise() {
    offer(older);
    assertThat(amend(hardware("raspberrypi,4-model-b")).document().addressee().hardware())
        .containsExactly("raspberrypi,4-model-b");
    assertThat(offer(newer).addressee().hardware()).hasSize(1);
    assertThat(amend(hardware()).document().addressee().hardware()).isEmpty();
  }

  @Test
  void documentsOfNodesAndOfTheChannelAreCountedTogether() {
    assertThat(offer(older).seq()).isEqualTo(1);
    ChannelDocument own = publish(ROOF, Optional.of(newer), Amendments.none()).document();
    assertThat(own.seq()).isEqualTo(2);
    assertThat(text(FOLDER + "nodes/roof-7/latest")).isEqualTo("2\n");
    assertThat(text(FOLDER + "latest")).isEqualTo("1\n");
    assertThat(offer(newer).seq()).isEqualTo(3);
  }

  @Test
  void whereNothingIsOfferedNothingCanBeChanged() {
    assertThatThrownBy(() -> amend(halted(true)))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("offers nothing yet");
  }

  /** Whoever stole a key that was revoked since neither says anything nor uses up the numbers. */
  @Test
  void documentsByKeysThatWereRevokedDoNotCount() {
    TestKey revoked = new TestKey("stolen, and revoked");
    ChannelDocument stolen = REPOSITORY.channel(TestRelease.of(REPOSITORY, "20261121-100000"), 1);
    for (long seq : List.of(1L, 2L, 999_999_999_999_999_999L)) {
      byte[] bytes = ChannelDocumentCodec.write(stolen);
      deaddrop.createNew(FOLDER + seq + ".json", Payload.of(bytes));
      deaddrop.createNew(
          FOLDER + seq + ".json.minisig", Payload.of(revoked.sign(bytes, "not ours")));
    }
    assertThat(offer(newer).seq()).isEqualTo(3);
    assertThat(text(FOLDER + "latest")).isEqualTo("3\n");
  }

  private ChannelDocument offer(LocalRelease release) {
    return publish(ALL, Optional.of(release), Amendments.none()).document();
  }

  private Published amend(Amendments amendments) {
    return publish(ALL, Optional.empty(), amendments);
  }

  private Published publish(Target target, Optional<LocalRelease> os, Amendments amendments) {
    return Publisher.publish(
        ReleaseOnDisk.publication(target, os, amendments, now),
        deaddrop,
        (document, comment) -> List.of(REPOSITORY.channelKey.sign(document, comment)),
        Progress.quiet());
  }

  private String text(String name) {
    return new String(deaddrop.read(name, 100).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static Amendments halted(boolean on) {
    return new Amendments(Optional.empty(), List.of(), List.of(), Optional.of(on), false);
  }

  private static Amendments recall(ReleaseVersion version) {
    return new Amendments(Optional.empty(), List.of(), List.of(version), Optional.empty(), false);
  }

  private static Amendments hardware(String... models) {
    return new Amendments(
        Optional.of(List.of(models)), List.of(), List.of(), Optional.empty(), false);
  }
}
