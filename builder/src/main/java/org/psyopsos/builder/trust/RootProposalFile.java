package org.psyopsos.builder.trust;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.psyopsos.json.Json;

/** A proposal as the file that travels. */
public final class RootProposalFile {

  private RootProposalFile() {}

  /**
   * Reads it; every signature in it has then been verified.
   *
   * @throws org.psyopsos.failure.Untrusted where it is malformed, or somebody altered it
   */
  public static RootProposal read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return RootProposalCodec.read(in.readNBytes(Json.MAX_BYTES + 1), file.toString());
    }
  }
}
