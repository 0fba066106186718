package org.psyopsos.agent.slot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.ReleaseReference;
import org.psyopsos.deaddrop.RootFiles;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.release.SlotDocuments;
import org.psyopsos.trust.SignedDocument;

/**
 * What a slot says of itself.
 *
 * @param manifest of the release that it holds; none where it is not complete
 * @param channel the document that offered that release, yet to be verified; none where the release
 *     came with the image. It says what it says where the manifest has rotted, too
 * @param roots the root documents that it keeps, yet to be verified
 * @param fault why the slot could not be read, where it could not
 */
public record SlotContents(
    Optional<Manifest> manifest,
    Optional<SignedDocument> channel,
    RootFiles roots,
    Optional<NodeFault> fault) {

  public static final SlotContents EMPTY =
      new SlotContents(Optional.empty(), Optional.empty(), RootFiles.none(), Optional.empty());

  /** A slot of which nothing can be said: that must not keep the other one from being judged. */
  public static SlotContents unreadable(NodeFault fault) {
    return new SlotContents(
        Optional.empty(), Optional.empty(), RootFiles.none(), Optional.of(fault));
  }

  /** Reads the root directory of a mounted slot. */
  public static SlotContents read(Path directory) {
    SlotDocuments slot = new SlotDocuments(directory);
    Optional<Manifest> manifest = slot.manifest();
    RootFiles roots = RootFiles.none();
    try {
      roots = RootFiles.read(directory);
      Optional<SignedDocument> channel = slot.channel();
      channel.ifPresent(document -> ChannelDocumentCodec.read(document.bytes(), document.name()));
      return new SlotContents(manifest, channel, roots, Optional.empty());
    } catch (IOException | Untrusted e) {
      return new SlotContents(
          manifest, Optional.empty(), roots, Optional.of(unreadable(directory, e)));
    }
  }

  public Optional<ReleaseVersion> version() {
    return manifest.map(Manifest::version);
  }

  /** The EFI release that the channel offered beside this one: not verified, only to tell of. */
  public Optional<ReleaseVersion> efiOffered() {
    return channel
        .flatMap(document -> ChannelDocumentCodec.read(document.bytes(), document.name()).esp())
        .map(ReleaseReference::version);
  }

  private static NodeFault unreadable(Path directory, Exception e) {
    return new NodeFault(
        Problem.of("the slot's documents cannot be read")
            .at(directory)
            .found(String.valueOf(e.getMessage()))
            .hint(
                "without them an older offer cannot be told from a newer one: write the slot"
                    + " anew, or go to the other one with 'node-agent rollback'"),
        e);
  }
}
