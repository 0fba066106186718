package org.psyopsos.builder.tools;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** A directory for intermediate files; closing it deletes it with all that is in it. */
public final class ScratchDirectory implements AutoCloseable {

  private final Path path;

  private ScratchDirectory(Path path) {
    this.path = path;
  }

  /** A fresh one in the system's directory for temporary files. */
  public static ScratchDirectory create() throws IOException {
    return new ScratchDirectory(Files.createTempDirectory("tk-"));
  }

  /** A fresh one in {@code parent}, for what is large or must be moved from there. */
  public static ScratchDirectory in(Path parent) throws IOException {
    return new ScratchDirectory(Files.createTempDirectory(parent, ".tk-"));
  }

  public Path path() {
    return path;
  }

  /** A fresh directory inside. */
  public Path directory(String name) throws IOException {
    return Files.createDirectory(path.resolve(name));
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
