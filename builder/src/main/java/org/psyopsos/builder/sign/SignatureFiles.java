package org.psyopsos.builder.sign;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.signature.KeyId;
import org.psyopsos.trust.RoleKeys;

/** The signatures that lie beside a file. */
public final class SignatureFiles {

  private static final Pattern SUFFIX = Pattern.compile("\\.([0-9A-F]{16}\\.)?minisig");

  private SignatureFiles() {}

  /** {@code FILE.minisig}. */
  public static Path first(Path file) {
    return file.resolveSibling(DeaddropNames.signature(nameOf(file)));
  }

  /** {@code FILE.KEYID.minisig}. */
  public static Path further(Path file, KeyId key) {
    return file.resolveSibling(DeaddropNames.cosignature(nameOf(file), key));
  }

  /**
   * All that there are: the first one, then those by key id; at most as many as a role has keys.
   */
  public static List<Path> of(Path file) throws IOException {
    List<Path> found = new ArrayList<>();
    Path directory = file.toAbsolutePath().resolveSibling("");
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(directory, path -> isSignature(path, nameOf(file)))) {
      all.forEach(found::add);
    }
    found.sort(
        Comparator.comparingInt((Path path) -> nameOf(path).length())
            .thenComparing(SignatureFiles::nameOf));
    return found.subList(0, Math.min(found.size(), RoleKeys.MAX_KEYS + 1));
  }

  private static boolean isSignature(Path path, String name) {
    return nameOf(path).startsWith(name)
        && SUFFIX.matcher(nameOf(path).substring(name.length())).matches();
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }
}
