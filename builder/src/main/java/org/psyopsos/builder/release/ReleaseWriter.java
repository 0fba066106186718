package org.psyopsos.builder.release;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.psyopsos.builder.progress.ByteCount;
import org.psyopsos.builder.progress.Progress;
import org.psyopsos.builder.sign.MinisignSecretKey;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.json.Json;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.signature.MinisignSignature;

/**
 * Makes a signed release of files: tarball, manifest, chunk index. The objects get their final
 * names after all of them are written and forced, the manifest last; on any error none has one.
 */
public final class ReleaseWriter {

  private static final int BUFFER = 1 << 18;

  private final Path directory;
  private final MinisignSecretKey key;
  private final Progress progress;

  /**
   * Writes into {@code directory}, which is made where it is missing. The caller holds the {@link
   * OutputLock}.
   *
   * @param key the release key
   */
  public ReleaseWriter(Path directory, MinisignSecretKey key, Progress progress) {
    this.directory = directory;
    this.key = key;
    this.progress = progress;
  }

  /**
   * Writes a release.
   *
   * @param files in the order that the tarball will have
   * @throws org.psyopsos.failure.BadInput for a file that changes meanwhile or cannot be indexed,
   *     and where the version is there already with other content
   * @throws NodeFault where the disk has too little room
   */
  public WrittenRelease write(ReleaseDescription description, List<ReleaseFile> files)
      throws IOException {
    List<IndexedFile> indexed = index(files);
    ReleaseLayout layout = new ReleaseLayout(description, indexed);
    Manifest manifest = layout.manifest();
    Files.createDirectories(directory);
    requireRoom(manifest);
    WrittenRelease release = new WrittenRelease(manifest, directory);
    try (StagingDirectory staging = new StagingDirectory(directory, description.stem())) {
      byte[] document = ManifestCodec.write(manifest);
      requireReadable(document, release);
      String manifestName = nameOf(release.manifestFile());
      Files.write(staging.resolve(manifest.chunks().name()), layout.chunkIndex());
      writeTarball(staging, description, indexed, manifest);
      Files.write(staging.resolve(manifestName), document);
      Files.write(
          staging.resolve(signature(manifestName)),
          key.sign(document, description.manifestComment()));
      staging.publish(
          List.of(
              manifest.chunks().name(),
              manifest.tarball().name(),
              signature(manifest.tarball().name()),
              signature(manifestName),
              manifestName));
    }
    return release;
  }

  private List<IndexedFile> index(List<ReleaseFile> files) throws IOException {
    long total = 0;
    for (ReleaseFile file : files) {
      total += Files.size(file.source());
    }
    List<IndexedFile> indexed = new ArrayList<>();
    try (Progress.Step step = progress.begin("indexing", total)) {
      for (ReleaseFile file : files) {
        indexed.add(IndexedFile.of(file, step));
      }
    }
    return indexed;
  }

  private void writeTarball(
      StagingDirectory staging,
      ReleaseDescription description,
      List<IndexedFile> files,
      Manifest manifest)
      throws IOException {
    Path tarball = staging.resolve(manifest.tarball().name());
    try (OutputStream file = Files.newOutputStream(tarball);
        SigningOutputStream out = new SigningOutputStream(new BufferedOutputStream(file, BUFFER));
        Progress.Step step = progress.begin("writing the tarball", manifest.contentSize())) {
      new TarballWriter(manifest, step).write(ManifestCodec.write(manifest), files, out);
      if (out.count() != manifest.tarball().size()) {
        throw new IllegalStateException("tarball of " + out.count() + " bytes: " + manifest);
      }
      Files.write(
          staging.resolve(signature(manifest.tarball().name())),
          out.sign(key, description.trustedComment()));
    }
  }

  private void requireRoom(Manifest manifest) throws IOException {
    long needed = manifest.tarball().size() + manifest.chunks().size() + 2 * Json.MAX_BYTES;
    long usable = Files.getFileStore(directory).getUsableSpace();
    if (usable < needed) {
      throw new NodeFault(
          Problem.of("too little room for the release")
              .at(directory)
              .expected(ByteCount.of(needed))
              .found(ByteCount.of(usable))
              .hint("make room, or set output.directory in tk.toml to another disk"));
    }
  }

  /** No node could read what this would write: better said now. */
  private static void requireReadable(byte[] document, WrittenRelease release) {
    ManifestCodec.read(document, nameOf(release.manifestFile()));
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static String signature(String name) {
    return name + MinisignSignature.SUFFIX;
  }
}
