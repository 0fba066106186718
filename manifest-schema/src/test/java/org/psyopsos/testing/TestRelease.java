package org.psyopsos.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.ArtifactRole;
import org.psyopsos.manifest.Chunk;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.manifest.ManifestCodec;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.manifest.Sha256;
import org.psyopsos.trust.SignedDocument;

/** A small signed release, written by commons-compress as the builder does. */
public final class TestRelease {

  private static final int CHUNK = 4096;

  private final Manifest manifest;
  private final SignedDocument signed;
  private final byte[] chunks;
  private final byte[] tarball;

  private TestRelease(Manifest manifest, SignedDocument signed, byte[] chunks, byte[] tarball) {
    this.manifest = manifest;
    this.signed = signed;
    this.chunks = chunks;
    this.tarball = tarball;
  }

  /** A release with a kernel, an initramfs, a squashfs, boot arguments and a DTB. */
  public static TestRelease of(TestRepository repository, String version) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("kernel", content("kernel " + version, 9000));
    files.put("initramfs", content("initramfs", 5000));
    files.put("squashfs", content("squashfs " + version, 20000));
    files.put("boot.env", content("boot.env", 1024));
    files.put("dtbs/vendor/board.dtb", content("dtb", 700));
    return of(repository, version, repository.platform(), files);
  }

  public static TestRelease of(
      TestRepository repository, String version, Platform platform, Map<String, byte[]> files) {
    return of(repository, new Kind(ReleaseType.OS, platform), version, files);
  }

  /** An EFI release. */
  public static TestRelease esp(
      TestRepository repository, String version, Map<String, byte[]> files) {
    return of(repository, new Kind(ReleaseType.ESP, repository.platform()), version, files);
  }

  /** What a release is the content of, and for which machines. */
  private record Kind(ReleaseType type, Platform platform) {}

  private static TestRelease of(
      TestRepository repository, Kind kind, String version, Map<String, byte[]> files) {
    ReleaseVersion releaseVersion = new ReleaseVersion(version);
    ChunkIndex index = new ChunkIndex(files.values().stream().map(TestRelease::chunks).toList());
    byte[] chunks = ChunkIndexCodec.write(index);
    Manifest manifest = manifest(releaseVersion, kind, files, chunks, 0);
    for (int before = 0; before != ManifestCodec.write(manifest).length; ) {
      before = ManifestCodec.write(manifest).length;
      manifest = manifest(releaseVersion, kind, files, chunks, before);
    }
    byte[] bytes = ManifestCodec.write(manifest);
    SignedDocument signed = repository.releaseKey.signed(DeaddropNames.manifest(manifest), bytes);
    return new TestRelease(manifest, signed, chunks, tarball(manifest, bytes, files));
  }

  /** Bytes that follow from a seed. */
  public static byte[] content(String seed, int length) {
    byte[] bytes = new byte[length];
    new Random(Sha256.of(seed.getBytes(StandardCharsets.UTF_8)).hex().hashCode()).nextBytes(bytes);
    return bytes;
  }

  public Manifest manifest() {
    return manifest;
  }

  public SignedDocument signedManifest() {
    return signed;
  }

  public byte[] chunkIndex() {
    return chunks.clone();
  }

  public byte[] tarball() {
    return tarball.clone();
  }

  private static List<Chunk> chunks(byte[] file) {
    List<Chunk> chunks = new ArrayList<>();
    for (int at = 0; at < file.length; at += CHUNK) {
      int length = Math.min(CHUNK, file.length - at);
      chunks.add(Chunk.of(Chunk.Kind.PLAIN, file, at, length, 0));
    }
    return chunks;
  }

  private static Manifest manifest(
      ReleaseVersion version,
      Kind kind,
      Map<String, byte[]> files,
      byte[] chunks,
      long manifestLength) {
    long offset = 512 + Manifest.roundUp(Math.max(1, manifestLength)) + 512;
    List<Artifact> artifacts = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      byte[] bytes = file.getValue();
      artifacts.add(
          new Artifact(
              file.getKey(), role(file.getKey()), 0644, bytes.length, Sha256.of(bytes), offset));
      offset += Manifest.roundUp(bytes.length) + 512;
    }
    String stem = kind.type().stem(kind.platform(), version);
    return new Manifest(
        kind.type(),
        TestRepository.REPO,
        kind.platform(),
        version,
        version.instant(),
        "6.1.0-test",
        new AgentVersion(0, 1, 0),
        1,
        new KernelArguments("quiet console=ttyS0,115200"),
        new Manifest.Tarball(stem + ".tar", offset - 512 + 1024),
        new Manifest.ChunkIndexFile(stem + ".chunks", chunks.length, Sha256.of(chunks)),
        artifacts);
  }

  private static ArtifactRole role(String path) {
    return switch (path) {
      case "kernel" -> ArtifactRole.KERNEL;
      case "initramfs" -> ArtifactRole.INITRAMFS;
      case "squashfs" -> ArtifactRole.SQUASHFS;
      case "boot.env" -> ArtifactRole.BOOT_ARGUMENTS;
      default -> path.startsWith("dtbs/") ? ArtifactRole.DTB : ArtifactRole.VERSION_NOTE;
    };
  }

  private static byte[] tarball(Manifest manifest, byte[] signed, Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512)) {
      member(tar, Manifest.FILE_NAME, signed, manifest.version());
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        member(tar, file.getKey(), file.getValue(), manifest.version());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void member(
      TarArchiveOutputStream tar, String name, byte[] bytes, ReleaseVersion version)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(0644);
    entry.setSize(bytes.length);
    entry.setModTime(java.nio.file.attribute.FileTime.from(version.instant()));
    entry.setIds(0, 0);
    entry.setNames("", "");
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }
}
