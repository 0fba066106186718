package org.psyopsos.deaddrop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.io.Directories;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.json.Json;
import org.psyopsos.manifest.SlotFiles;
import org.psyopsos.signature.KeyId;
import org.psyopsos.trust.RootLink;
import org.psyopsos.trust.RootSource;

/**
 * The root documents that a directory holds under their names in a deaddrop, as one look found
 * them: a slot keeps those that it has followed.
 */
public final class RootFiles implements RootSource {

  private final Path directory;
  private final Map<String, byte[]> files;

  private RootFiles(Path directory, Map<String, byte[]> files) {
    this.directory = directory;
    this.files = Map.copyOf(files);
  }

  /** None. */
  public static RootFiles none() {
    return new RootFiles(Path.of(""), Map.of());
  }

  /** Reads what there is; of a longer file than a document may be only the beginning. */
  public static RootFiles read(Path directory) throws IOException {
    Map<String, byte[]> files = new HashMap<>();
    Path roots = directory.resolve(SlotFiles.ROOTS);
    if (Files.isDirectory(roots)) {
      for (Path file : Directories.list(roots, "*.{json,minisig}")) {
        files.put(directory.relativize(file).toString(), BoundedFiles.read(file, Json.MAX_BYTES));
      }
    }
    return new RootFiles(directory, files);
  }

  /** Writes what is not there yet, each durable before the next; what cannot be read goes first. */
  public static void write(Path directory, List<RootLink> links) throws IOException {
    removeUnreadable(directory.resolve(SlotFiles.ROOTS));
    if (links.isEmpty()) {
      return;
    }
    RootFiles there = read(directory);
    DurableFiles.createDirectory(directory.resolve(SlotFiles.ROOTS));
    for (Map.Entry<String, byte[]> object : RootObjects.of(links).entrySet()) {
      if (!Arrays.equals(there.files.get(object.getKey()), object.getValue())) {
        DurableFiles.write(directory.resolve(object.getKey()), object.getValue());
      }
    }
  }

  /** Whoever finds one of them unreadable believes none. */
  private static void removeUnreadable(Path roots) throws IOException {
    if (!Files.isDirectory(roots)) {
      return;
    }
    for (Path file : Directories.list(roots)) {
      if (!isReadable(file)) {
        Directories.delete(file);
      }
    }
  }

  private static boolean isReadable(Path file) {
    try {
      BoundedFiles.read(file, Json.MAX_BYTES);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Optional<byte[]> document(int version) {
    return file(DeaddropNames.root(version));
  }

  @Override
  public Optional<byte[]> signature(int version, KeyId key) {
    return file(DeaddropNames.rootSignature(version, key));
  }

  @Override
  public String name(int version) {
    return directory.resolve(DeaddropNames.root(version)).toString();
  }

  private Optional<byte[]> file(String name) {
    return Optional.ofNullable(files.get(name)).map(byte[]::clone);
  }
}
