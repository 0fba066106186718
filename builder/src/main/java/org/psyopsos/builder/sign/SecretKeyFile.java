package org.psyopsos.builder.sign;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.generators.SCrypt;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.signature.KeyId;

/**
 * minisign's secret key files: a comment line, then base64 of {@code Ed}, the key derivation
 * ({@code Sc} or two zeros), {@code B2}, salt, limits, and the id, key and checksum, which a key
 * derived from the password is laid over. Source: minisign 0.11, {@code SeckeyStruct}.
 */
public final class SecretKeyFile {

  private static final String COMMENT = "untrusted comment: ";
  private static final byte[] SIGNATURE_ALGORITHM = {'E', 'd'};
  private static final byte[] SCRYPT = {'S', 'c'};
  private static final byte[] NO_DERIVATION = {0, 0};
  private static final byte[] CHECKSUM_ALGORITHM = {'B', '2'};
  private static final int SALT = 32;
  private static final int ID = 8;
  private static final int PAIR = 64;
  private static final int CHECKSUM = 32;
  private static final int BODY = ID + PAIR + CHECKSUM;
  private static final int LENGTH = 6 + SALT + 16 + BODY;

  private SecretKeyFile() {}

  /** The text of a file that anybody who reads it can use. */
  public static String write(MinisignSecretKey key) {
    return text(NO_DERIVATION, new byte[SALT + 16], body(key, new byte[CHECKSUM]));
  }

  /** The text of a file that needs a password. */
  public static String write(
      MinisignSecretKey key, String password, ScryptLimits limits, SecureRandom random) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    byte[] body = body(key, checksum(key.id(), pair(key)));
    overlay(body, password, salt, limits);
    byte[] parameters =
        ByteBuffer.allocate(SALT + 16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(salt)
            .putLong(limits.operations())
            .putLong(limits.memory())
            .array();
    return text(SCRYPT, parameters, body);
  }

  /**
   * Opens a key file.
   *
   * @param passwords asked when the file is protected
   * @throws BadInput where it is missing, no secret key, readable by everybody, or the password is
   *     wrong
   */
  public static MinisignSecretKey open(Path file, PasswordSource passwords) throws IOException {
    try {
      return parse(Files.readString(file, StandardCharsets.US_ASCII), file, passwords);
    } catch (NoSuchFileException e) {
      throw new BadInput(
          Problem.of("no secret key").at(file).hint("make one with 'tk keygen', or name it"), e);
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new BadInput(notAKey(file, "ASCII text").problem(), e);
    }
  }

  private static void requireSecret(Path file) throws IOException {
    PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    Set<PosixFilePermission> permissions =
        posix == null ? Set.of() : posix.readAttributes().permissions();
    if (permissions.contains(PosixFilePermission.OTHERS_READ)) {
      throw new BadInput(
          Problem.of("everybody on this machine can read the secret key")
              .at(file)
              .expected("rw-------")
              .found(PosixFilePermissions.toString(permissions))
              .hint("chmod 600 " + file + "; if somebody may have read it, make another key"));
    }
  }

  private static MinisignSecretKey parse(String text, Path file, PasswordSource passwords)
      throws IOException {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    if (lines.size() != 2 || !lines.get(0).startsWith(COMMENT)) {
      throw notAKey(file, "a comment and a line of base64");
    }
    ByteBuffer in = ByteBuffer.wrap(decode(lines.get(1), file)).order(ByteOrder.LITTLE_ENDIAN);
    require(in, SIGNATURE_ALGORITHM, file);
    byte[] derivation = bytes(in, 2);
    require(in, CHECKSUM_ALGORITHM, file);
    requireSecret(file);
    byte[] salt = bytes(in, SALT);
    long operations = in.getLong();
    long memory = in.getLong();
    byte[] body = bytes(in, BODY);
    if (Arrays.equals(derivation, NO_DERIVATION)) {
      return key(body, file);
    }
    if (!Arrays.equals(derivation, SCRYPT)) {
      throw notAKey(file, "scrypt or no password");
    }
    String password = passwords.password("Password of " + file.getFileName());
    overlay(body, password, salt, new ScryptLimits(operations, memory));
    return checkedKey(body, file);
  }

  private static MinisignSecretKey checkedKey(byte[] body, Path file) {
    byte[] pair = Arrays.copyOfRange(body, ID, ID + PAIR);
    KeyId id = KeyId.of(Arrays.copyOf(body, ID));
    byte[] found = Arrays.copyOfRange(body, ID + PAIR, BODY);
    if (!MessageDigest.isEqual(checksum(id, pair), found)) {
      throw new BadInput(Problem.of("wrong password for the secret key").at(file));
    }
    return key(body, file);
  }

  /** The key, after its public half was compared with the one that follows from the secret half. */
  private static MinisignSecretKey key(byte[] body, Path file) {
    byte[] seed = Arrays.copyOfRange(body, ID, ID + MinisignSecretKey.SEED_LENGTH);
    MinisignSecretKey key = new MinisignSecretKey(KeyId.of(Arrays.copyOf(body, ID)), seed);
    if (!Arrays.equals(pair(key), Arrays.copyOfRange(body, ID, ID + PAIR))) {
      throw notAKey(file, "a public half that fits the secret half");
    }
    return key;
  }

  private static byte[] body(MinisignSecretKey key, byte[] checksum) {
    return ByteBuffer.allocate(BODY)
        .put(key.id().littleEndian())
        .put(pair(key))
        .put(checksum)
        .array();
  }

  private static byte[] pair(MinisignSecretKey key) {
    return ByteBuffer.allocate(PAIR).put(key.seed()).put(key.point()).array();
  }

  private static byte[] checksum(KeyId id, byte[] pair) {
    Blake2bDigest digest = new Blake2bDigest(8 * CHECKSUM);
    digest.update(SIGNATURE_ALGORITHM, 0, 2);
    digest.update(id.littleEndian(), 0, ID);
    digest.update(pair, 0, PAIR);
    byte[] checksum = new byte[CHECKSUM];
    digest.doFinal(checksum, 0);
    return checksum;
  }

  private static void overlay(byte[] body, String password, byte[] salt, ScryptLimits limits) {
    byte[] stream = derive(password.getBytes(StandardCharsets.UTF_8), salt, limits);
    for (int i = 0; i < body.length; i++) {
      body[i] ^= stream[i];
    }
  }

  private static byte[] derive(byte[] password, byte[] salt, ScryptLimits limits) {
    ScryptLimits.Cost cost = limits.cost();
    try {
      return SCrypt.generate(password, salt, cost.n(), cost.r(), cost.p(), BODY);
    } catch (OutOfMemoryError e) {
      throw new NodeFault(
          Problem.of("too little memory to try the password of a secret key")
              .expected((limits.memory() >> 20) + " MiB beside what is in use")
              .hint("give tk more with TK_JAVA_OPTS=-Xmx1536m"),
          e);
    }
  }

  private static String text(byte[] derivation, byte[] parameters, byte[] body) {
    byte[] all =
        ByteBuffer.allocate(LENGTH)
            .put(SIGNATURE_ALGORITHM)
            .put(derivation)
            .put(CHECKSUM_ALGORITHM)
            .put(parameters)
            .put(body)
            .array();
    return COMMENT
        + "minisign encrypted secret key\n"
        + Base64.getEncoder().encodeToString(all)
        + "\n";
  }

  private static byte[] decode(String line, Path file) {
    try {
      byte[] bytes = Base64.getDecoder().decode(line.strip());
      if (bytes.length == LENGTH) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw new BadInput(notAKey(file, "base64").problem(), e);
    }
    throw notAKey(file, LENGTH + " bytes");
  }

  private static void require(ByteBuffer in, byte[] expected, Path file) {
    if (!Arrays.equals(bytes(in, expected.length), expected)) {
      throw notAKey(file, "'" + new String(expected, StandardCharsets.US_ASCII) + "'");
    }
  }

  private static byte[] bytes(ByteBuffer in, int count) {
    byte[] bytes = new byte[count];
    in.get(bytes);
    return bytes;
  }

  private static BadInput notAKey(Path file, String expected) {
    return new BadInput(Problem.of("not a minisign secret key").at(file).expected(expected));
  }
}
