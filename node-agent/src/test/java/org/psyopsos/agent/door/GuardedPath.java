package org.psyopsos.agent.door;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path that leads past a {@link Guard}. */
final class GuardedPath implements Path {

  private final GuardedFileSystem fileSystem;
  private final Path bare;

  GuardedPath(GuardedFileSystem fileSystem, Path bare) {
    this.fileSystem = fileSystem;
    this.bare = bare;
  }

  /** The path in the file system behind the guard. */
  static Path bare(Path path) {
    if (!(path instanceof GuardedPath guarded)) {
      throw new ProviderMismatchException();
    }
    return guarded.bare;
  }

  private @Nullable Path guarded(@Nullable Path path) {
    return path == null ? null : fileSystem.guarded(path);
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return bare.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return guarded(bare.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return guarded(bare.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return guarded(bare.getParent());
  }

  @Override
  public int getNameCount() {
    return bare.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return fileSystem.guarded(bare.getName(index));
  }

  @Override
  public Path subpath(int from, int to) {
    return fileSystem.guarded(bare.subpath(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return other instanceof GuardedPath guarded && bare.startsWith(guarded.bare);
  }

  @Override
  public boolean endsWith(Path other) {
    return other instanceof GuardedPath guarded && bare.endsWith(guarded.bare);
  }

  @Override
  public Path normalize() {
    return fileSystem.guarded(bare.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return fileSystem.guarded(bare.resolve(bare(other)));
  }

  @Override
  public Path relativize(Path other) {
    return fileSystem.guarded(bare.relativize(bare(other)));
  }

  @Override
  public URI toUri() {
    return bare.toUri();
  }

  @Override
  public Path toAbsolutePath() {
    return fileSystem.guarded(bare.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    return fileSystem.guarded(bare.toRealPath(options));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    return bare.register(watcher, events, modifiers);
  }

  @Override
  public int compareTo(Path other) {
    return bare.compareTo(bare(other));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GuardedPath guarded && bare.equals(guarded.bare);
  }

  @Override
  public int hashCode() {
    return bare.hashCode();
  }

  @Override
  public String toString() {
    return bare.toString();
  }
}
