package org.psyopsos.agent.door;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A file system with a {@link Guard} in front of it. */
public final class GuardedFileSystem extends FileSystem {

  private final FileSystem behind;
  private final GuardedProvider provider;

  /**
   * A file system with a guard.
   *
   * @param behind holds what there is
   */
  public GuardedFileSystem(FileSystem behind, Guard guard) {
    this.behind = behind;
    this.provider = new GuardedProvider(this, behind.provider(), guard);
  }

  GuardedPath guarded(Path path) {
    return new GuardedPath(this, path);
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() throws IOException {
    behind.close();
  }

  @Override
  public boolean isOpen() {
    return behind.isOpen();
  }

  @Override
  public boolean isReadOnly() {
    return behind.isReadOnly();
  }

  @Override
  public String getSeparator() {
    return behind.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    List<Path> roots = new ArrayList<>();
    behind.getRootDirectories().forEach(root -> roots.add(guarded(root)));
    return roots;
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return behind.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return behind.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return guarded(behind.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = behind.getPathMatcher(syntaxAndPattern);
    return path -> matcher.matches(GuardedPath.bare(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return behind.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() throws IOException {
    return behind.newWatchService();
  }
}
