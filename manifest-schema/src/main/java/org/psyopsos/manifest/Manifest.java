package org.psyopsos.manifest;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Platform;

/**
 * What a release consists of. The signed document from which everything else about the release
 * follows.
 *
 * @param type what it is the content of
 * @param repo the repository that it belongs to
 * @param platform the machines that it is for
 * @param version its version
 * @param created when it was made
 * @param kernelVersion {@code uname -r}; {@code none} for an EFI release
 * @param agentVersion the oldest node-agent that can install it
 * @param layoutVersion the {@link org.psyopsos.layout.DiskLayout#VERSION} that it needs
 * @param kernelArguments what GRUB passes to the kernel beside its own arguments
 * @param tarball the object that holds the files
 * @param chunks the object that says how the files are cut
 * @param files all files, in the order of the tarball
 */
public record Manifest(
    ReleaseType type,
    String repo,
    Platform platform,
    ReleaseVersion version,
    Instant created,
    String kernelVersion,
    AgentVersion agentVersion,
    int layoutVersion,
    KernelArguments kernelArguments,
    Tarball tarball,
    ChunkIndexFile chunks,
    List<Artifact> files) {

  /** The format that this program writes, and the newest that it reads. */
  public static final int FORMAT = 1;

  /** The manifest's name in its tarball and in a slot. */
  public static final String FILE_NAME = "manifest.json";

  /** More files than any release has. */
  public static final int MAX_FILES = 256;

  private static final Pattern KERNEL_VERSION =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,63}");
  private static final Pattern OBJECT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  /**
   * The tarball. Its hash cannot stand here: the tarball holds this manifest.
   *
   * @param name the object's name without folders
   * @param size bytes
   */
  public record Tarball(String name, long size) {
    public Tarball {
      requireObjectName(name, ".tar");
    }
  }

  /**
   * The chunk index.
   *
   * @param name the object's name without folders
   * @param size bytes
   * @param sha256 of the whole object
   */
  public record ChunkIndexFile(String name, long size, Sha256 sha256) {

    /** What its name ends with. */
    public static final String SUFFIX = ".chunks";

    public ChunkIndexFile {
      requireObjectName(name, SUFFIX);
    }
  }

  public Manifest {
    Names.require("repository", repo);
    files = List.copyOf(files);
    if (!isKernelVersion(kernelVersion)) {
      throw new BadInput(
          Problem.of("not a kernel's release string")
              .expected("such as 6.1.0-56-amd64")
              .found("'" + kernelVersion + "'"));
    }
    requireFiles(files, tarball);
    requireNoFileAsDirectory(files);
  }

  /** Whether this is what {@code uname -r} may say. */
  public static boolean isKernelVersion(String text) {
    return KERNEL_VERSION.matcher(text).matches();
  }

  /** The name of this release's objects without extension. */
  public String stem() {
    return type.stem(platform, version);
  }

  /** The file at {@code path}, where there is one. */
  public Optional<Artifact> file(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }

  /** The bytes of all files together. */
  public long contentSize() {
    return files.stream().mapToLong(Artifact::size).sum();
  }

  private static void requireObjectName(String name, String suffix) {
    if (!OBJECT.matcher(name).matches() || !name.endsWith(suffix)) {
      throw new BadInput(
          Problem.of("not the name of an object")
              .expected("at most 200 of A-Z a-z 0-9 . _ -, ending with " + suffix)
              .found("'" + name + "'"));
    }
  }

  private static void requireNoFileAsDirectory(List<Artifact> files) {
    Set<String> paths = files.stream().map(Artifact::path).collect(Collectors.toSet());
    for (Artifact file : files) {
      for (int slash = file.path().indexOf('/'); slash > 0; ) {
        if (paths.contains(file.path().substring(0, slash))) {
          throw new BadInput(
              Problem.of("one name for a file and for a directory")
                  .at(file.path())
                  .found(file.path().substring(0, slash)));
        }
        slash = file.path().indexOf('/', slash + 1);
      }
    }
  }

  private static void requireFiles(List<Artifact> files, Tarball tarball) {
    if (files.isEmpty() || files.size() > MAX_FILES) {
      throw new BadInput(
          Problem.of("number of files out of bounds")
              .expected("1 to " + MAX_FILES)
              .found(files.size()));
    }
    Set<String> seen = new HashSet<>();
    long end = 0;
    for (Artifact file : files) {
      if (!seen.add(file.path()) || SlotFiles.isReserved(file.path())) {
        throw new BadInput(Problem.of("file named twice or by a reserved name").at(file.path()));
      }
      boolean fits = end == 0 ? file.offset() >= 3 * 512 : file.offset() == end + 512;
      if (!fits) {
        throw new BadInput(
            Problem.of("offset does not follow from the files before it")
                .at(file.path())
                .expected(end == 0 ? "room for the manifest" : end + 512)
                .found(file.offset()));
      }
      end = file.offset() + roundUp(file.size());
    }
    if (tarball.size() != end + 1024) {
      throw new BadInput(
          Problem.of("size of the tarball does not follow from its files")
              .at(tarball.name())
              .expected(end + 1024)
              .found(tarball.size()));
    }
  }

  /** The size rounded up to whole 512-byte blocks. */
  public static long roundUp(long size) {
    return (size + 511) / 512 * 512;
  }
}
