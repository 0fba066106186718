package org.psyopsos.builder.trust;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.json.Json;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;

/** A proposal as the file that travels. */
public final class RootProposalFile {

  private RootProposalFile() {}

  /**
   * Reads it; every signature in it has then been verified.
   *
   * @throws org.psyopsos.failure.Untrusted where it is malformed, or somebody altered it
   */
  public static RootProposal read(Path file) throws IOException {
    return RootProposalCodec.read(bytes(file), file.toString());
  }

  /**
   * The root that a file holds by itself, as nodes carry it; none where it is a proposal. Nobody
   * has vouched for it.
   *
   * @throws org.psyopsos.failure.Untrusted where it is malformed
   */
  public static Optional<TrustRoot> bare(Path file) throws IOException {
    byte[] bytes = bytes(file);
    String type = Json.read(bytes, file.toString(), json -> json.text("type"));
    return type.equals(RootProposalCodec.TYPE)
        ? Optional.empty()
        : Optional.of(TrustRootCodec.read(bytes, file.toString()));
  }

  private static byte[] bytes(Path file) throws IOException {
    return BoundedFiles.read(file, Json.MAX_BYTES);
  }
}
