package org.psyopsos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.psyopsos.testing.TestRoots.keys;
import static org.psyopsos.testing.TestRoots.root;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.testing.TestKey;

class TrustRootTest {

  private static final byte[] DOCUMENT = "{}".getBytes(StandardCharsets.UTF_8);

  private final TestKey one = new TestKey("one");
  private final TestKey two = new TestKey("two");
  private final TestKey three = new TestKey("three");
  private final TestKey foreign = new TestKey("foreign");

  @Test
  void asksForAsManyDifferentKeysAsTheThreshold() {
    TrustRoot root = root(1, 2, one, two, three);

    assertThat(root.verify(Role.RELEASE, signedBy(one, three))).isEqualTo("by a test");
    root.verify(Role.RELEASE, signedBy(foreign, one, three));
    assertThat(refusal(root, signedBy(one)).reason()).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(refusal(root, signedBy(one, one)).problem().found()).isEqualTo("1");
    assertThat(refusal(root, signedBy(one, foreign)).reason()).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(refusal(root, signedBy()).reason()).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void aKeyOfOneRoleMayNotSignForAnother() {
    TrustRoot root =
        new TrustRoot(
            "repo",
            1,
            Map.of(
                Role.ROOT, keys(1, one), Role.RELEASE, keys(1, two), Role.CHANNEL, keys(1, three)));

    Untrusted refusal = refusal(root, signedBy(three));

    assertThat(refusal.reason()).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(refusal.problem().expected()).contains(two.publicKey().id().hex());
    assertThat(refusal.problem().found()).contains(three.publicKey().id().hex());
  }

  @Test
  void oneBadSignatureSpoilsTheLot() {
    byte[] bad = one.sign(new byte[1], "");
    SignedDocument document =
        new SignedDocument("doc", DOCUMENT, List.of(two.sign(DOCUMENT, ""), bad));

    assertThat(refusal(root(1, 1, one, two), document).reason()).isEqualTo(Reason.BAD_SIGNATURE);
  }

  @Test
  void impossibleRolesAreRefused() {
    assertThatThrownBy(() -> keys(0, one)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> keys(2, one)).isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> keys(1, one, one))
        .isInstanceOf(BadInput.class)
        .hasMessageContaining("twice");
    MinisignPublicKey renamed =
        MinisignPublicKey.of(
            foreign.publicKey().id(), java.util.HexFormat.of().parseHex(one.publicKey().point()));
    assertThatThrownBy(() -> new RoleKeys(List.of(one.publicKey(), renamed), 2))
        .isInstanceOf(BadInput.class);
    assertThatThrownBy(() -> new TrustRoot("repo", 1, Map.of(Role.ROOT, keys(1, one))))
        .isInstanceOf(BadInput.class);
  }

  @Test
  void survivesJsonAndRefusesUnknownFields() {
    TrustRoot root = root(1, 2, one, two);
    byte[] json = TrustRootCodec.write(root);

    assertThat(TrustRootCodec.read(json, "root.json")).isEqualTo(root);
    String text = new String(json, StandardCharsets.UTF_8);
    for (String bad :
        List.of(
            text.replaceFirst("\"version\"", "\"extra\" : 1, \"version\""),
            text.replaceFirst("\"threshold\" : 2", "\"threshold\" : 3"),
            text.replaceFirst("\"type\" : \"root\"", "\"type\" : \"channel\""),
            text + "{}")) {
      assertThat(
              catchThrowableOfType(
                      Untrusted.class,
                      () -> TrustRootCodec.read(bad.getBytes(StandardCharsets.UTF_8), "root.json"))
                  .reason())
          .isEqualTo(Reason.MALFORMED);
    }
  }

  private static Untrusted refusal(TrustRoot root, SignedDocument document) {
    return catchThrowableOfType(Untrusted.class, () -> root.verify(Role.RELEASE, document));
  }

  private static SignedDocument signedBy(TestKey... keys) {
    return new SignedDocument(
        "doc", DOCUMENT, Arrays.stream(keys).map(key -> key.sign(DOCUMENT, "by a test")).toList());
  }
}
