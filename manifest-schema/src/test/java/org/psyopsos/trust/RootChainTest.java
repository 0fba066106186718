package org.psyopsos.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.psyopsos.testing.TestRoots.keys;
import static org.psyopsos.testing.TestRoots.root;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.RootObjects;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.testing.TestKey;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.testing.TestRoots;

/** From a trusted root to the newest: what may follow what. */
class RootChainTest {

  private final TestKey ann = new TestKey("ann");
  private final TestKey ben = new TestKey("ben");
  private final TestKey cem = new TestKey("cem");
  private final TestKey dan = new TestKey("dan");
  private final TestKey foreign = new TestKey("foreign");
  private final TrustRoot first = root(1, 2, ann, ben, cem);
  private final TestRoots source = new TestRoots();

  @Test
  void withoutANewerVersionTheTrustedRootIsTheNewest() {
    RootChain chain = RootChain.of(first).follow(source);

    assertThat(chain.newest()).isEqualTo(first);
    assertThat(chain.links()).isEmpty();
    assertThat(source.asked).containsExactly("root/2.json");
  }

  @Test
  void threeRotationsAreCaughtUpOneByOne() {
    source.with(root(2, 2, ben, cem, dan), ann, ben, cem);
    source.with(root(3, 1, dan), ben, dan);
    source.with(root(4, 2, ann, dan), ann, dan);

    RootChain chain = RootChain.of(first).follow(source);

    assertThat(chain.newest()).isEqualTo(root(4, 2, ann, dan));
    assertThat(chain.links()).extracting(link -> link.root().version()).containsExactly(2, 3, 4);
    TestRoots kept = new TestRoots();
    kept.objects.putAll(RootObjects.of(chain.links()));
    assertThat(RootChain.of(first).follow(kept).newest()).isEqualTo(chain.newest());
  }

  @Test
  void aChainGoesOnWhereItWasLeft() {
    source.with(root(2, 1, dan), ann, ben, dan);
    RootChain before = RootChain.of(first).follow(source);
    TestRoots later = new TestRoots().with(root(3, 1, ben), dan, ben);

    RootChain chain = before.follow(later);

    assertThat(chain.newest().version()).isEqualTo(3);
    assertThat(chain.links()).hasSize(2);
    assertThat(later.asked).doesNotContain("root/2.json");
  }

  @Test
  void aDocumentIsWrittenAfterItsSignaturesAndAfterLowerVersions() {
    source.with(root(2, 1, dan), ann, ben, dan).with(root(3, 1, dan), dan);

    Map<String, byte[]> objects = RootObjects.of(RootChain.of(first).follow(source).links());

    assertThat(List.copyOf(objects.keySet()))
        .containsExactly(
            DeaddropNames.rootSignature(2, ann.publicKey().id()),
            DeaddropNames.rootSignature(2, ben.publicKey().id()),
            DeaddropNames.rootSignature(2, dan.publicKey().id()),
            "root/2.json",
            DeaddropNames.rootSignature(3, dan.publicKey().id()),
            "root/3.json");
    objects.forEach(
        (name, bytes) -> assertThat(bytes).as(name).isEqualTo(source.objects.get(name)));
  }

  @Test
  void eachSignatureIsAskedForOnce() {
    source.with(root(2, 2, ann, ben, dan), ann, ben);

    RootChain.of(first).follow(source);

    assertThat(source.asked).doesNotHaveDuplicates();
  }

  @Test
  void theOldThresholdMustSign() {
    source.with(root(2, 1, dan), ann, dan);

    Untrusted refusal = refusal();

    assertThat(refusal.reason()).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(refusal.problem().where()).isEqualTo("root/2.json");
    assertThat(refusal.problem().expected())
        .startsWith("2 of")
        .contains(ann.publicKey().id().hex());
    assertThat(refusal.problem().found()).isEqualTo("1");
  }

  @Test
  void theNewThresholdMustSignToo() {
    source.with(root(2, 2, dan, foreign), ann, ben, dan);

    assertThat(refusal().reason()).isEqualTo(Reason.UNKNOWN_KEY);
    assertThat(refusal().problem().expected()).contains(dan.publicKey().id().hex());
  }

  @Test
  void oneKeyUnderTwoNamesCountsOnce() {
    source.with(root(2, 1, dan), ann, dan);
    source.objects.put(
        DeaddropNames.rootSignature(2, ben.publicKey().id()),
        ann.sign(source.objects.get("root/2.json"), "again"));

    assertThat(refusal().reason()).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void anotherIdForTheSamePointIsNoSecondKey() {
    MinisignPublicKey again =
        MinisignPublicKey.of(
            foreign.publicKey().id(), HexFormat.of().parseHex(ann.publicKey().point()));

    assertThat(
            catchThrowableOfType(
                BadInput.class, () -> new RoleKeys(List.of(ann.publicKey(), again), 2)))
        .hasMessageContaining("twice");
  }

  @Test
  void aVersionThatLeavesOneOutIsRefused() {
    source.with(2, TrustRootCodec.write(root(3, 1, dan)), ann, ben, dan);

    assertThat(refusal().reason()).isEqualTo(Reason.WRONG_RELEASE);
    assertThat(refusal().problem().expected()).isEqualTo("2");
    assertThat(refusal().problem().found()).isEqualTo("3");
  }

  @Test
  void anOlderVersionIsRefused() {
    source.with(2, TrustRootCodec.write(first), ann, ben);

    assertThat(refusal().reason()).isEqualTo(Reason.ROLLBACK);
  }

  @Test
  void aRootOfAnotherRepositoryIsRefused() {
    RoleKeys keys = keys(1, ann);
    TrustRoot other =
        new TrustRoot("other", 2, Map.of(Role.ROOT, keys, Role.RELEASE, keys, Role.CHANNEL, keys));
    source.with(other, ann, ben);

    assertThat(refusal().reason()).isEqualTo(Reason.WRONG_REPO);
    assertThat(refusal().problem().expected()).isEqualTo(TestRepository.REPO);
    assertThat(refusal().problem().found()).isEqualTo("other");
  }

  @Test
  void nothingIsParsedBeforeTheOldKeysHaveSigned() {
    byte[] hostile = "{".repeat(5000).getBytes(StandardCharsets.UTF_8);

    source.with(2, hostile, foreign);
    assertThat(refusal().reason()).isEqualTo(Reason.UNKNOWN_KEY);

    source.with(2, hostile, ann, ben);
    assertThat(refusal().reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void everyFlippedBitOfTheDocumentIsRefused() {
    byte[] document = TrustRootCodec.write(root(2, 1, dan));
    source.with(2, document, ann, ben, dan);
    for (int bit = 0; bit < 8 * document.length; bit++) {
      byte[] flipped = document.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      source.objects.put("root/2.json", flipped);

      assertThat(refusal().reason()).as("bit " + bit).isEqualTo(Reason.BAD_SIGNATURE);
    }
  }

  @Test
  void aRefusedVersionStopsTheWalkEvenWhereALaterOneIsGood() {
    source.with(root(2, 1, foreign), foreign);
    source.with(root(3, 1, dan), ann, ben, dan);

    assertThat(refusal().problem().where()).isEqualTo("root/2.json");
    assertThat(source.asked).doesNotContain("root/3.json");
  }

  @Test
  void anEndlessChainIsWalkedInBoundedSteps() {
    RootChain chain = RootChain.of(root(1, 1, ann)).follow(new Endless());

    assertThat(chain.links()).hasSize(RootChain.MAX_STEPS);
    assertThat(chain.newest().version()).isEqualTo(1 + RootChain.MAX_STEPS);
  }

  @Test
  void theFirstRootStandsAloneWhenItsOwnThresholdHasSigned() {
    source.with(first, ann, cem);
    assertThat(RootLink.alone(1, source).orElseThrow().root()).isEqualTo(first);
    assertThat(RootLink.alone(2, source)).isEmpty();

    source.objects.remove(DeaddropNames.rootSignature(1, cem.publicKey().id()));
    assertThat(catchThrowableOfType(Untrusted.class, () -> RootLink.alone(1, source)).reason())
        .isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void aRoleHasABoundedNumberOfKeys() {
    List<MinisignPublicKey> keys =
        new ArrayList<>(
            IntStream.range(0, RoleKeys.MAX_KEYS)
                .mapToObj(i -> new TestKey("key " + i).publicKey())
                .toList());
    assertThat(new RoleKeys(keys, RoleKeys.MAX_KEYS).keys()).hasSize(RoleKeys.MAX_KEYS);

    keys.add(ann.publicKey());
    assertThat(catchThrowableOfType(BadInput.class, () -> new RoleKeys(keys, 1)))
        .hasMessageContaining("too many keys");
  }

  private Untrusted refusal() {
    return catchThrowableOfType(Untrusted.class, () -> RootChain.of(first).follow(source));
  }

  /** Has every version there is, signed by one key. */
  private final class Endless implements RootSource {

    @Override
    public Optional<byte[]> document(int version) {
      return Optional.of(TrustRootCodec.write(root(version, 1, ann)));
    }

    @Override
    public Optional<byte[]> signature(int version, KeyId key) {
      return Optional.of(ann.sign(TrustRootCodec.write(root(version, 1, ann)), "endless"));
    }

    @Override
    public String name(int version) {
      return DeaddropNames.root(version);
    }
  }
}
