package org.psyopsos.deaddrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.testing.TestKey;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.SignedDocument;

class OfferVerifierTest {

  private final TestRepository repository = new TestRepository();
  private final TestRelease release = TestRelease.of(repository, "20261121-101500");
  private final TestRelease older = TestRelease.of(repository, "20261120-000000");
  private final ChannelDocument good = repository.channel(release, 7);
  private final Instant now = TestRepository.ISSUED;

  @Test
  void acceptsAGoodDocument() {
    Offer offer = repository.offerVerifier().verify(repository.sign(good), good.id(), 7, now);

    assertThat(offer.document()).isEqualTo(good);
    assertThat(offer.next(Optional.empty()).version())
        .isEqualTo(new ReleaseVersion("20261121-101500"));
  }

  @ParameterizedTest
  @CsvSource({
    "repo, test-repo, another, WRONG_REPO",
    "channel, stable, beta, WRONG_CHANNEL",
    "platform, x86_64-uefi, aarch64-rpi, WRONG_PLATFORM",
    "seq, 7, 8, WRONG_RELEASE",
    "minimumSeq, 0, 9, MALFORMED",
    "format, 1, 2, TOO_NEW",
    "type, channel, root, MALFORMED",
    "expires, 2026-12-21T12:00:00Z, 2026-11-21T11:59:59Z, EXPIRED",
    "expires, 2026-12-21T12:00:00Z, tomorrow, MALFORMED",
    "halted, false, 0, MALFORMED",
    "release, {, [{, MALFORMED",
    "version, 20261121-101500, 20261121-101560, MALFORMED",
    "manifest, os/, ../, MALFORMED",
    "sha256, '\"', '\"x', MALFORMED",
  })
  void refusesADocumentThatIsSignedButNotForThisNode(
      String field, String from, String to, Reason reason) {
    String text = new String(ChannelDocumentCodec.write(good), StandardCharsets.UTF_8);
    int at = text.indexOf(from, text.indexOf("\"" + field + "\" : ") + field.length() + 5);
    String altered = text.substring(0, at) + to + text.substring(at + from.length());
    SignedDocument signed =
        repository.channelKey.signed("doc", altered.getBytes(StandardCharsets.UTF_8));

    assertThat(refusal(signed, 7, 0).reason()).isEqualTo(reason);
  }

  @Test
  void refusesADocumentBelowTheFloor() {
    assertThat(refusal(repository.sign(good), 7, 8).reason()).isEqualTo(Reason.ROLLBACK);
    assertThat(refusal(repository.sign(good), 7, 8).problem().expected()).contains("8");
  }

  @Test
  void refusesASignatureOfTheWrongRole() {
    byte[] bytes = ChannelDocumentCodec.write(good);
    for (TestKey key :
        List.of(repository.releaseKey, repository.rootKey, new TestKey("somebody"))) {
      assertThat(refusal(key.signed("doc", bytes), 7, 0).reason()).isEqualTo(Reason.UNKNOWN_KEY);
    }
  }

  @Test
  void noFlippedBitGetsThrough() {
    SignedDocument signed = repository.sign(good);
    byte[] bytes = signed.bytes();
    for (int bit = 0; bit < 8 * bytes.length; bit += 3) {
      byte[] altered = bytes.clone();
      altered[bit / 8] ^= (byte) (1 << bit % 8);
      SignedDocument document = new SignedDocument("doc", altered, signed.signatures());
      assertThat(refusal(document, 7, 0).reason()).isEqualTo(Reason.BAD_SIGNATURE);
    }
  }

  @Test
  void anOptionalReleaseForTheEfiPartitionAndRecalledVersionsSurviveJson() {
    ChannelDocument full =
        new ChannelDocument(
            new Addressee(
                TestRepository.REPO,
                TestRepository.CHANNEL,
                TestRepository.PLATFORM,
                Optional.of("roof-7"),
                List.of("raspberrypi,4-model-b")),
            9,
            good.issued(),
            good.expires(),
            good.release(),
            List.of(TestRepository.reference(older)),
            Optional.of(good.release()),
            3,
            true,
            List.of(new ReleaseVersion("20260101-000000")));

    assertThat(ChannelDocumentCodec.read(ChannelDocumentCodec.write(full), "doc")).isEqualTo(full);
  }

  private Untrusted refusal(SignedDocument document, long seq, long floor) {
    return catchThrowableOfType(
        Untrusted.class,
        () -> repository.offerVerifier().verify(document, DocumentId.ofChannel(seq), floor, now));
  }
}
