package org.psyopsos.manifest;

import java.util.regex.Pattern;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;

/**
 * One file of a release.
 *
 * @param path relative, with slashes, no {@code .} or {@code ..} in it, at most 100 characters
 * @param role what it is for
 * @param mode permission bits, at most 0777
 * @param size bytes
 * @param sha256 of the whole file
 * @param offset where its bytes begin in the tarball, a multiple of 512
 */
public record Artifact(
    String path, ArtifactRole role, int mode, long size, Sha256 sha256, long offset) {

  /** A ustar size field holds no more: 8 GiB. */
  public static final long MAX_SIZE = 1L << 33;

  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]*(/[A-Za-z0-9_][A-Za-z0-9._+-]*)*");

  public Artifact {
    if (path.length() > 100 || !PATH.matcher(path).matches()) {
      throw new BadInput(
          Problem.of("not a file name for a release")
              .expected("a relative path of at most 100 of A-Z a-z 0-9 . _ + - and slashes")
              .found("'" + path + "'"));
    }
    if (mode < 0 || mode > 0777) {
      throw new BadInput(
          Problem.of("not a file mode")
              .at(path)
              .expected("0 to 0777")
              .found(Integer.toOctalString(mode)));
    }
    if (size < 0 || size >= MAX_SIZE) {
      throw new BadInput(
          Problem.of("size out of bounds").at(path).expected("0 to 8 GiB").found(size));
    }
    if (offset < 0 || offset % 512 != 0) {
      throw new BadInput(
          Problem.of("offset out of bounds").at(path).expected("a multiple of 512").found(offset));
    }
  }
}
