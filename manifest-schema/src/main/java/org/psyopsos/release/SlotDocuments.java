package org.psyopsos.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.psyopsos.deaddrop.RootFiles;
import org.psyopsos.deaddrop.SignatureObjects;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.io.Directories;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.json.Json;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.signature.MinisignSignature;
import org.psyopsos.trust.RootChain;
import org.psyopsos.trust.SignedDocument;

/**
 * The documents that lie beside a release: its manifest, which makes it complete, its chunk index,
 * the offer that brought it, and the roots that the node has followed.
 */
public final class SlotDocuments {

  private static final int MODE = 0644;

  private final Path root;

  /**
   * Those of one directory.
   *
   * @param root of a mounted slot, or GRUB's directory on the EFI partition, which has a manifest
   */
  public SlotDocuments(Path root) {
    this.root = root;
  }

  /**
   * The manifest of the release; none where that is not complete. That the files match it is for
   * {@link SlotDirectory#requireContent} to say.
   */
  public Optional<Manifest> manifest() {
    Path file = root.resolve(SlotFiles.MANIFEST);
    try {
      return Optional.of(
          ManifestCodec.read(BoundedFiles.read(file, Json.MAX_BYTES), file.toString()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (Untrusted e) {
      return Optional.empty();
    } catch (IOException e) {
      if (Files.isDirectory(file)) {
        return Optional.empty();
      }
      throw new NodeFault(
          Problem.of("cannot read the slot")
              .at(file)
              .found(String.valueOf(e.getMessage()))
              .hint("the medium may be failing; see the kernel's log"),
          e);
    }
  }

  /** Keeps root documents, so that the node does not fall back behind them. */
  public void keepRoots(RootChain roots) {
    SlotAssembly.writing(root, () -> RootFiles.write(root, roots.links()));
  }

  /**
   * The channel document that offered what the slot holds, as it was fetched; none where it came
   * with the image.
   */
  public Optional<SignedDocument> channel() throws IOException {
    Path file = root.resolve(SlotFiles.CHANNEL);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    List<byte[]> signatures = new ArrayList<>();
    signatures.add(signature(root.resolve(SlotFiles.CHANNEL_SIGNATURE)));
    for (Path other : channelCosignatures()) {
      signatures.add(signature(other));
    }
    byte[] document = BoundedFiles.read(file, Json.MAX_BYTES);
    return Optional.of(new SignedDocument(file.toString(), document, signatures));
  }

  private List<Path> channelCosignatures() throws IOException {
    return Directories.list(root, SlotFiles.CHANNEL + ".?*" + MinisignSignature.SUFFIX);
  }

  private static byte[] signature(Path file) throws IOException {
    return BoundedFiles.read(file, MinisignSignature.MAX_BYTES);
  }

  /**
   * Writes what makes a release complete, the manifest last, each durable before the next.
   *
   * @param channel the offer to keep; none where nothing is known of a channel
   */
  void write(VerifiedRelease release, byte[] chunkIndex, Optional<SignedDocument> channel)
      throws IOException {
    write(SlotFiles.CHUNKS, chunkIndex);
    if (channel.isPresent()) {
      write(SlotFiles.CHANNEL, channel.get());
      removeCosignaturesBut(
          SignatureObjects.of(SlotFiles.CHANNEL, channel.get().signatures()).keySet());
    } else {
      DurableFiles.delete(root.resolve(SlotFiles.CHANNEL));
      DurableFiles.delete(root.resolve(SlotFiles.CHANNEL_SIGNATURE));
      removeCosignaturesBut(Set.of());
    }
    write(SlotFiles.MANIFEST, release.signed());
  }

  /**
   * Those of a document that was kept before do not fit the next one. They go last: a power cut
   * leaves that document with all of its own.
   */
  private void removeCosignaturesBut(Set<String> own) throws IOException {
    for (Path cosignature : channelCosignatures()) {
      if (!own.contains(cosignature.getFileName().toString())) {
        DurableFiles.delete(cosignature);
      }
    }
  }

  /** Signatures first: the document is not believed without them. */
  private void write(String name, SignedDocument document) throws IOException {
    for (Map.Entry<String, byte[]> signature :
        SignatureObjects.of(name, document.signatures()).entrySet()) {
      write(signature.getKey(), signature.getValue());
    }
    write(name, document.bytes());
  }

  private void write(String name, byte[] bytes) throws IOException {
    DurableFiles.write(root.resolve(name), bytes);
    FileModes.set(root.resolve(name), MODE);
  }
}
