package org.psyopsos.deaddrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.psyopsos.testing.TestRoots.keys;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.psyopsos.testing.TestKey;
import org.psyopsos.trust.RoleKeys;

class SignatureObjectsTest {

  private static final String OBJECT = "os/x.manifest.json";
  private static final byte[] DOCUMENT = "{}".getBytes(StandardCharsets.UTF_8);

  private final TestKey ann = new TestKey("ann");
  private final TestKey ben = new TestKey("ben");
  private final TestKey cem = new TestKey("cem");
  private final Map<String, byte[]> objects = new HashMap<>();
  private final List<String> asked = new ArrayList<>();

  @Test
  void theFirstHasTheObjectsNameAndTheOthersTheirKeys() {
    byte[] first = ben.sign(DOCUMENT, "");
    byte[] second = ann.sign(DOCUMENT, "");

    Map<String, byte[]> named = SignatureObjects.of(OBJECT, List.of(first, second));

    assertThat(named)
        .containsExactly(
            Map.entry(OBJECT + ".minisig", first),
            Map.entry(OBJECT + "." + ann.publicKey().id() + ".minisig", second));
  }

  @Test
  void oneIsEnoughForAThresholdOfOne() {
    keep(ben, ann);

    assertThat(find(keys(1, ann, ben, cem))).hasSize(1);
    assertThat(asked).containsExactly(OBJECT + ".minisig");
  }

  @Test
  void asManyAreLookedForAsTheThresholdAsksFor() {
    keep(ben, ann, cem);

    assertThat(find(keys(2, ann, ben, cem))).hasSize(2);
    assertThat(asked)
        .containsExactly(OBJECT + ".minisig", OBJECT + "." + ann.publicKey().id() + ".minisig");
  }

  @Test
  void aSignerWhoIsMissingIsPassedOver() {
    keep(ann, cem);

    assertThat(find(keys(2, ann, ben, cem))).hasSize(2);
    assertThat(asked).hasSize(3);
  }

  @Test
  void aFirstSignerWhoMayNotSignAnyMoreDoesNotCount() {
    keep(ben, ann, cem);

    assertThat(find(keys(2, ann, cem))).hasSize(3);
  }

  @Test
  void withoutTheFirstThereIsNone() {
    assertThat(find(keys(2, ann, ben))).isEmpty();
    assertThat(asked).hasSize(1);
  }

  private void keep(TestKey... signers) {
    List<byte[]> signatures = new ArrayList<>();
    for (TestKey signer : signers) {
      signatures.add(signer.sign(DOCUMENT, ""));
    }
    objects.putAll(SignatureObjects.of(OBJECT, signatures));
  }

  private List<byte[]> find(RoleKeys keys) {
    return SignatureObjects.find(
        OBJECT,
        keys,
        name -> {
          asked.add(name);
          return Optional.ofNullable(objects.get(name));
        });
  }
}
