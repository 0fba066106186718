package org.psyopsos.builder.publish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.BoundedFiles;
import org.psyopsos.io.DurableFiles;
import org.psyopsos.manifest.Sha256;

/** A directory, to be shown by any web server. */
public final class DirectoryDeaddrop implements Deaddrop {

  private final Path base;

  public DirectoryDeaddrop(Path base) {
    this.base = base;
  }

  @Override
  public boolean createNew(String name, Payload payload) {
    Path target = base.resolve(name);
    if (Files.exists(target)) {
      return false;
    }
    Path finished =
        target.resolveSibling(target.getFileName() + ".new" + ProcessHandle.current().pid());
    return doing(
        name,
        () -> {
          Files.createDirectories(parentOf(target));
          write(finished, payload);
          try {
            Files.createLink(target, finished);
            return true;
          } catch (FileAlreadyExistsException e) {
            return false;
          } finally {
            DurableFiles.delete(finished);
          }
        });
  }

  @Override
  public void replace(String name, Payload payload) {
    Path target = base.resolve(name);
    doing(
        name,
        () -> {
          Files.createDirectories(parentOf(target));
          write(target, payload);
          return true;
        });
  }

  @Override
  public void remove(String name) {
    doing(name, () -> DurableFiles.delete(base.resolve(name)));
  }

  @Override
  public void point(String name, String target, Payload payload) {
    replace(name, payload);
  }

  @Override
  public Optional<byte[]> read(String name, int limit) {
    return doing(
        name,
        () -> {
          try {
            byte[] bytes = BoundedFiles.read(base.resolve(name), limit);
            return bytes.length > limit ? Optional.empty() : Optional.of(bytes);
          } catch (NoSuchFileException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public Optional<Sha256> sha256(String name) {
    return doing(
        name,
        () -> {
          try {
            return Optional.of(Sha256.of(base.resolve(name)));
          } catch (NoSuchFileException e) {
            return Optional.empty();
          }
        });
  }

  @Override
  public List<String> list(String prefix) {
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    return doing(
        prefix,
        () -> {
          try (Stream<Path> files = Files.walk(base)) {
            return files
                .filter(Files::isRegularFile)
                .map(file -> base.relativize(file).toString())
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .toList();
          }
        });
  }

  @Override
  public String place() {
    return base.toString();
  }

  private static void write(Path target, Payload payload) throws IOException {
    DurableFiles.write(
        target,
        out -> {
          try (InputStream in = payload.open()) {
            in.transferTo(out);
          }
        });
  }

  private interface Work<T> {
    T run() throws IOException;
  }

  private <T> T doing(String name, Work<T> work) {
    try {
      return work.run();
    } catch (IOException e) {
      throw new BadInput(
          Problem.of("cannot use the deaddrop's directory")
              .at(base.resolve(name))
              .found(e.toString())
              .hint("is the disk full, or the directory not yours?"),
          e);
    }
  }

  private static Path parentOf(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }
}
