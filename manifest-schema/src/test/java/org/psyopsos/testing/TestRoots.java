package org.psyopsos.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.signature.KeyId;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.RootSource;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;

/** Root documents in memory by their names in a deaddrop; it notes what it was asked for. */
public final class TestRoots implements RootSource {

  public final Map<String, byte[]> objects = new HashMap<>();
  public final List<String> asked = new ArrayList<>();

  /** Keeps a root under its version, signed by these keys. */
  public TestRoots with(TrustRoot root, TestKey... signers) {
    return with(root.version(), TrustRootCodec.write(root), signers);
  }

  /** Keeps any bytes as the document of a version, signed by these keys. */
  public TestRoots with(int version, byte[] document, TestKey... signers) {
    objects.put(DeaddropNames.root(version), document);
    for (TestKey signer : signers) {
      objects.put(
          DeaddropNames.rootSignature(version, signer.publicKey().id()),
          signer.sign(document, "a test"));
    }
    return this;
  }

  /** A root with the same keys in every role. */
  public static TrustRoot root(int version, int threshold, TestKey... keys) {
    RoleKeys role = keys(threshold, keys);
    return new TrustRoot(
        TestRepository.REPO,
        version,
        Map.of(Role.ROOT, role, Role.RELEASE, role, Role.CHANNEL, role));
  }

  public static RoleKeys keys(int threshold, TestKey... keys) {
    return new RoleKeys(Arrays.stream(keys).map(TestKey::publicKey).toList(), threshold);
  }

  @Override
  public Optional<byte[]> document(int version) {
    return object(name(version));
  }

  @Override
  public Optional<byte[]> signature(int version, KeyId key) {
    return object(DeaddropNames.rootSignature(version, key));
  }

  @Override
  public String name(int version) {
    return DeaddropNames.root(version);
  }

  private Optional<byte[]> object(String name) {
    asked.add(name);
    return Optional.ofNullable(objects.get(name));
  }
}
