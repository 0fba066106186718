package org.psyopsos.agent.door;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Does everything through the provider behind, and tells the {@link Guard}. Links and asynchronous
 * channels are not implemented: a way that nobody is told of is closed.
 */
final class GuardedProvider extends FileSystemProvider {

  private static final Set<OpenOption> WRITING =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final GuardedFileSystem fileSystem;
  private final FileSystemProvider behind;
  private final Guard guard;

  GuardedProvider(GuardedFileSystem fileSystem, FileSystemProvider behind, Guard guard) {
    this.fileSystem = fileSystem;
    this.behind = behind;
    this.guard = guard;
  }

  /** How a change is made. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  /** Makes a change; the guard is told before and after, where it wants to hear of it. */
  void doing(Change change, Step step) throws IOException {
    boolean guarded =
        guard.guards(change.path())
            || (change instanceof Change.Moved moved && guard.guards(moved.to()));
    if (guarded) {
      guard.before(change);
    }
    step.run();
    if (guarded) {
      guard.after(change);
    }
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path bare = GuardedPath.bare(path);
    boolean writing = !Collections.disjoint(options, WRITING);
    if (!writing && Files.isDirectory(bare)) {
      return new GuardedDirectory(bare, this);
    }
    if (!guard.guards(bare)) {
      return behind.newFileChannel(bare, options, attributes);
    }
    boolean there = Files.exists(bare);
    boolean emptied =
        writing
            && there
            && options.contains(StandardOpenOption.TRUNCATE_EXISTING)
            && Files.size(bare) > 0;
    FileChannel[] channel = new FileChannel[1];
    doing(
        new Change.Opened(bare, writing, writing && !there, emptied),
        () -> channel[0] = behind.newFileChannel(bare, options, attributes));
    return new GuardedChannel(bare, channel[0], this);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    Path bare = GuardedPath.bare(directory);
    doing(new Change.DirectoryMade(bare), () -> behind.createDirectory(bare, attributes));
  }

  @Override
  public void delete(Path path) throws IOException {
    Path bare = GuardedPath.bare(path);
    doing(new Change.Deleted(bare), () -> behind.delete(bare));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException("nobody would be told of what is copied");
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Path from = GuardedPath.bare(source);
    Path to = GuardedPath.bare(target);
    doing(new Change.Moved(from, to), () -> behind.move(from, to, options));
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    Path bare = GuardedPath.bare(path);
    doing(
        new Change.AttributesSet(bare), () -> behind.setAttribute(bare, attribute, value, options));
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
    DirectoryStream<Path> entries =
        behind.newDirectoryStream(
            GuardedPath.bare(directory), entry -> filter.accept(fileSystem.guarded(entry)));
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        Iterator<Path> behind = entries.iterator();
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            try {
              guard.beforeListing(GuardedPath.bare(directory));
            } catch (IOException e) {
              throw new DirectoryIteratorException(e);
            }
            return behind.hasNext();
          }

          @Override
          public Path next() {
            return fileSystem.guarded(behind.next());
          }
        };
      }

      @Override
      public void close() throws IOException {
        entries.close();
      }
    };
  }

  @Override
  public boolean isSameFile(Path path, Path other) throws IOException {
    return behind.isSameFile(GuardedPath.bare(path), GuardedPath.bare(other));
  }

  @Override
  public boolean isHidden(Path path) throws IOException {
    return behind.isHidden(GuardedPath.bare(path));
  }

  @Override
  public FileStore getFileStore(Path path) throws IOException {
    return behind.getFileStore(GuardedPath.bare(path));
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    behind.checkAccess(GuardedPath.bare(path), modes);
  }

  /** All views are interfaces; what begins with "set" sets something. */
  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    Path bare = GuardedPath.bare(path);
    V view = behind.getFileAttributeView(bare, type, options);
    if (view == null || !guard.guards(bare)) {
      return view;
    }
    Object guarded =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().startsWith("set")) {
                Change change = new Change.AttributesSet(bare);
                guard.before(change);
                method.invoke(view, arguments);
                guard.after(change);
                return null;
              }
              return method.invoke(view, arguments);
            });
    return type.cast(guarded);
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    return behind.readAttributes(GuardedPath.bare(path), type, options);
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
      throws IOException {
    return behind.readAttributes(GuardedPath.bare(path), attributes, options);
  }

  @Override
  public String getScheme() {
    return "guarded";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException("made by hand");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException("made by hand");
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException("made by hand");
  }
}
