package org.psyopsos.agent.slot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.release.SlotDirectory;

/**
 * What a slot says of itself.
 *
 * @param manifest of the release that it holds; none where it is not complete
 * @param channel the document that offered that release; none where it came with the image
 * @param fault why the slot could not be read, where it could not
 */
public record SlotContents(
    Optional<Manifest> manifest, Optional<ChannelDocument> channel, Optional<NodeFault> fault) {

  public static final SlotContents EMPTY = new SlotContents(Optional.empty(), Optional.empty());

  public SlotContents(Optional<Manifest> manifest, Optional<ChannelDocument> channel) {
    this(manifest, channel, Optional.empty());
  }

  /** A slot of which nothing can be said: that must not keep the other one from being judged. */
  public static SlotContents unreadable(NodeFault fault) {
    return new SlotContents(Optional.empty(), Optional.empty(), Optional.of(fault));
  }

  /** Reads the root directory of a mounted slot. */
  public static SlotContents read(Path directory) {
    Optional<Manifest> manifest = new SlotDirectory(directory).manifest();
    try {
      return manifest.isEmpty() ? EMPTY : new SlotContents(manifest, channel(directory));
    } catch (NodeFault e) {
      return new SlotContents(manifest, Optional.empty(), Optional.of(e));
    }
  }

  public Optional<ReleaseVersion> version() {
    return manifest.map(Manifest::version);
  }

  /**
   * The lowest sequence number of a channel document that may follow this slot's.
   *
   * @throws NodeFault where the slot could not be read: then it is not known
   */
  public long floor() {
    if (fault.isPresent()) {
      throw fault.get();
    }
    return channel.map(document -> Math.max(document.seq(), document.minimumSeq())).orElse(0L);
  }

  private static Optional<ChannelDocument> channel(Path directory) {
    Path file = directory.resolve(SlotFiles.CHANNEL);
    try {
      return Optional.of(ChannelDocumentCodec.read(Files.readAllBytes(file), file.toString()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | Untrusted e) {
      throw new NodeFault(
          Problem.of("the slot's channel document cannot be read")
              .at(file)
              .found(String.valueOf(e.getMessage()))
              .hint(
                  "without it an older offer cannot be told from a newer one: write the slot"
                      + " anew, or go to the other one with 'node-agent rollback'"),
          e);
    }
  }
}
