package org.psyopsos.builder.sign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.signature.MinisignPublicKey;
import org.psyopsos.trust.Role;
import org.psyopsos.trust.RoleKeys;
import org.psyopsos.trust.TrustRoot;
import org.psyopsos.trust.TrustRootCodec;

/**
 * The directory that {@code tk keygen} makes: {@code release.key}, {@code release.pub}, {@code
 * root.json} for nodes, and {@code root/1.json} with its signature for the deaddrop.
 */
public final class KeyDirectory {

  private static final int FIRST_VERSION = 1;

  private final Path directory;

  public KeyDirectory(Path directory) {
    this.directory = directory;
  }

  public Path secretKey() {
    return directory.resolve("release.key");
  }

  public Path publicKey() {
    return directory.resolve("release.pub");
  }

  /** The trust root as a node carries it. */
  public Path root() {
    return directory.resolve("root.json");
  }

  /** An object of the deaddrop, such as {@code root/1.json}, as this directory holds it. */
  public Path object(String name) {
    return directory.resolve(name);
  }

  /**
   * Writes a new key pair, and a trust root that lists it in every role.
   *
   * @param secretKeyText what the secret key file will hold
   * @return the files that were made
   * @throws BadInput where one of them is there already; then nothing has been written
   */
  public List<Path> create(MinisignSecretKey key, String secretKeyText, String repo)
      throws IOException {
    byte[] root = TrustRootCodec.write(trustRoot(key.publicKey(), repo));
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(secretKey(), secretKeyText.getBytes(StandardCharsets.US_ASCII));
    files.put(publicKey(), key.publicKey().fileText().getBytes(StandardCharsets.US_ASCII));
    files.put(
        object(DeaddropNames.rootSignature(FIRST_VERSION, key.id())),
        key.sign(root, "type=root repo=" + repo + " version=" + FIRST_VERSION));
    files.put(object(DeaddropNames.root(FIRST_VERSION)), root);
    files.put(root(), root);
    requireAbsent(files.keySet());
    writeAll(files);
    return List.copyOf(files.keySet());
  }

  /** Refuses to go on where keys are there already. */
  public void requireEmpty() {
    requireAbsent(
        Set.of(secretKey(), publicKey(), root(), object(DeaddropNames.root(FIRST_VERSION))));
  }

  private static TrustRoot trustRoot(MinisignPublicKey key, String repo) {
    RoleKeys one = new RoleKeys(List.of(key), 1);
    return new TrustRoot(
        repo,
        FIRST_VERSION,
        Arrays.stream(Role.values()).collect(Collectors.toMap(Function.identity(), r -> one)));
  }

  private static void requireAbsent(Set<Path> files) {
    for (Path file : files) {
      if (Files.exists(file)) {
        throw new BadInput(
            Problem.of("a key is never overwritten")
                .at(file)
                .hint("nodes trust it; move the directory away if you want to start again"));
      }
    }
  }

  private void writeAll(Map<Path, byte[]> files) throws IOException {
    List<Path> made = new ArrayList<>();
    try {
      Files.createDirectories(directory);
      Files.createDirectories(object(DeaddropNames.root(FIRST_VERSION)).resolveSibling(""));
      for (Map.Entry<Path, byte[]> file : files.entrySet()) {
        create(file.getKey(), file.getValue(), made);
      }
    } catch (IOException e) {
      for (Path file : made) {
        Files.deleteIfExists(file);
      }
      throw e;
    }
  }

  /** Makes a file; the secret one can be read by its owner alone from the first moment. */
  private void create(Path file, byte[] bytes, List<Path> made) throws IOException {
    String mode = file.equals(secretKey()) ? "rw-------" : "rw-r--r--";
    FileAttribute<?> attribute =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    try (SeekableByteChannel out =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attribute)) {
      made.add(file);
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        out.write(buffer);
      }
    }
  }
}
