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
  private static final String RELEASE = "release";
  private static final String SECRET_SUFFIX = ".key";

  private final Path directory;

  public KeyDirectory(Path directory) {
    this.directory = directory;
  }

  /** The key that signs where no other is named. */
  public Path secretKey() {
    return secretKey(RELEASE);
  }

  public Path secretKey(String name) {
    return directory.resolve(name + SECRET_SUFFIX);
  }

  public Path publicKey(String name) {
    return directory.resolve(name + ".pub");
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
    TrustRoot root = trustRoot(key.publicKey(), repo);
    byte[] document = TrustRootCodec.write(root);
    Map<Path, byte[]> files = pair(key, secretKeyText, RELEASE);
    files.put(
        object(DeaddropNames.rootSignature(FIRST_VERSION, key.id())),
        key.sign(document, rootComment(root)));
    files.put(object(DeaddropNames.root(FIRST_VERSION)), document);
    files.put(root(), document);
    return createAll(files);
  }

  /**
   * Writes a new key pair alone: {@code NAME.key} and {@code NAME.pub}.
   *
   * @param secretKeyText what the secret key file will hold
   * @return the files that were made
   * @throws BadInput where one of them is there already; then nothing has been written
   */
  public List<Path> createPair(MinisignSecretKey key, String secretKeyText, String name)
      throws IOException {
    return createAll(pair(key, secretKeyText, name));
  }

  /** What the trusted comment of a signature over a root says. */
  public static String rootComment(TrustRoot root) {
    return "type=root repo=" + root.repo() + " version=" + root.version();
  }

  private Map<Path, byte[]> pair(MinisignSecretKey key, String secretKeyText, String name) {
    Map<Path, byte[]> files = new LinkedHashMap<>();
    files.put(secretKey(name), secretKeyText.getBytes(StandardCharsets.US_ASCII));
    files.put(publicKey(name), key.publicKey().fileText().getBytes(StandardCharsets.US_ASCII));
    return files;
  }

  /** Refuses to go on where a pair of this name is there already. */
  public void requireNoPair(String name) {
    requireAbsent(Set.of(secretKey(name), publicKey(name)));
  }

  /** Refuses to go on where a trust root is there already. */
  public void requireNoRoot() {
    requireAbsent(Set.of(root(), object(DeaddropNames.root(FIRST_VERSION))));
  }

  /** Refuses to go on where what {@link #create} makes is there already. */
  public void requireEmpty() {
    requireNoPair(RELEASE);
    requireNoRoot();
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
                .hint("nodes may trust it; move it away if you want to start again"));
      }
    }
  }

  private List<Path> createAll(Map<Path, byte[]> files) throws IOException {
    requireAbsent(files.keySet());
    List<Path> made = new ArrayList<>();
    try {
      for (Path file : files.keySet()) {
        Files.createDirectories(file.resolveSibling(""));
      }
      for (Map.Entry<Path, byte[]> file : files.entrySet()) {
        create(file.getKey(), file.getValue(), made);
      }
    } catch (IOException e) {
      for (Path file : made) {
        Files.deleteIfExists(file);
      }
      throw e;
    }
    return made;
  }

  /** Makes a file; a secret one can be read by its owner alone from the first moment. */
  private static void create(Path file, byte[] bytes, List<Path> made) throws IOException {
    String mode = file.toString().endsWith(SECRET_SUFFIX) ? "rw-------" : "rw-r--r--";
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
