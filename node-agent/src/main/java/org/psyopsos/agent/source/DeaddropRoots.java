package org.psyopsos.agent.source;

import java.util.Optional;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.json.Json;
import org.psyopsos.signature.KeyId;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.trust.RootSource;

/** The root documents of a deaddrop. */
record DeaddropRoots(ObjectSource objects) implements RootSource {

  @Override
  public Optional<byte[]> document(int version) {
    return objects.getIfThere(DeaddropNames.root(version), Json.MAX_BYTES);
  }

  @Override
  public Optional<byte[]> signature(int version, KeyId key) {
    return objects.getIfThere(
        DeaddropNames.rootSignature(version, key), MinisignSignature.MAX_BYTES);
  }

  @Override
  public String name(int version) {
    return DeaddropNames.root(version);
  }
}
