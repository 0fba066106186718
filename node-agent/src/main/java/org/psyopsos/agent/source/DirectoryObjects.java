package org.psyopsos.agent.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Unreachable;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.release.Span;

/**
 * A deaddrop in a directory, such as on a USB stick. The objects of a release may also lie in it
 * without their folder, as somebody has copied them there.
 */
public final class DirectoryObjects implements ObjectSource {

  private final Path root;

  public DirectoryObjects(Path root) {
    this.root = root;
  }

  @Override
  public Reply ask(String name, long limit, Optional<String> etag) {
    Path file = file(name);
    if (!Files.isRegularFile(file)) {
      return new Reply.Absent(absent(name));
    }
    try {
      byte[] beginning = BoundedFiles.read(file, Math.toIntExact(limit));
      return new Reply.Found(beginning, Optional.empty(), file.toString());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  @Override
  public InputStream open(String name, long size) {
    return new BufferedInputStream(begin(name, size, 0));
  }

  @Override
  public Part open(String name, long size, Span span) {
    return new Part(new BufferedInputStream(begin(name, size, span.from())), false);
  }

  private InputStream begin(String name, long size, long from) {
    Path file = file(name);
    if (!Files.isRegularFile(file)) {
      throw absent(name);
    }
    try {
      long found = Files.size(file);
      if (found != size) {
        throw ObjectSource.otherSize(file.toString(), size + " bytes", found + " bytes");
      }
      InputStream in = Files.newInputStream(file);
      in.skipNBytes(from);
      return in;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private Path file(String name) {
    Path there = root.resolve(name);
    Path alone = root.resolve(there.getFileName());
    return name.startsWith(DeaddropNames.RELEASES)
            && !Files.exists(there, LinkOption.NOFOLLOW_LINKS)
        ? alone
        : there;
  }

  private Unreachable absent(String name) {
    return new Unreachable(
        Problem.of("the directory does not hold this object")
            .at(root.resolve(name))
            .hint("copy the deaddrop's folders with all that is in them, signatures too"));
  }

  private static Unreachable unreadable(Path file, IOException e) {
    return new Unreachable(
        Problem.of("the directory cannot be read")
            .at(file)
            .found(String.valueOf(e.getMessage()))
            .hint("is the medium still in its place?"),
        e);
  }
}
