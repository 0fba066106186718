package org.psyopsos.builder.tools;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.psyopsos.io.DurableFiles;

/** A directory for intermediate files; closing it deletes it with all that is in it. */
public final class ScratchDirectory implements AutoCloseable {

  private static final String NAME = ".tk-scratch" + DurableFiles.TEMPORARY_SUFFIX;

  private final Path path;

  private ScratchDirectory(Path path) {
    this.path = path;
  }

  /**
   * A fresh one in the system's directory for temporary files. It goes with this program, too, when
   * somebody ends that before its time.
   */
  public static ScratchDirectory create() throws IOException {
    ScratchDirectory scratch = new ScratchDirectory(Files.createTempDirectory("tk-"));
    Runtime.getRuntime().addShutdownHook(new Thread(scratch::closeAtEnd, "delete " + scratch.path));
    return scratch;
  }

  /**
   * A fresh one in {@code parent}, for what is large or must be moved from there. What a killed run
   * left there is deleted first: the caller holds the lock of {@code parent}.
   */
  public static ScratchDirectory in(Path parent) throws IOException {
    ScratchDirectory scratch = new ScratchDirectory(parent.resolve(NAME));
    if (Files.exists(scratch.path)) {
      scratch.close();
    }
    Files.createDirectory(scratch.path);
    return scratch;
  }

  public Path path() {
    return path;
  }

  /** A fresh directory inside. */
  public Path directory(String name) throws IOException {
    return Files.createDirectory(path.resolve(name));
  }

  private void closeAtEnd() {
    try {
      close();
    } catch (IOException e) {
      // Whoever ended the program waits for its end, and the next start of the system deletes it.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    if (Files.notExists(path)) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
