package org.psyopsos.agent.door;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
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
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Does everything through the provider behind, and tells the {@link Door}. Links and asynchronous
 * channels are not implemented: a way that is not counted is closed. Attributes that are set
 * through a view are not counted; who cares compares them before and after.
 */
final class GuardedProvider extends FileSystemProvider {

  private static final Set<OpenOption> WRITING =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final GuardedFileSystem fileSystem;
  private final FileSystemProvider behind;
  private final Door door;

  GuardedProvider(GuardedFileSystem fileSystem, FileSystemProvider behind, Door door) {
    this.fileSystem = fileSystem;
    this.behind = behind;
    this.door = door;
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    Path bare = GuardedPath.bare(path);
    FileChannel channel = behind.newFileChannel(bare, options, attributes);
    if (!door.guards(bare) || Collections.disjoint(options, WRITING)) {
      return channel;
    }
    door.changing("open", bare);
    return new CountedChannel(channel, door);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
    door.changing("create", GuardedPath.bare(directory));
    behind.createDirectory(GuardedPath.bare(directory), attributes);
  }

  @Override
  public void delete(Path path) throws IOException {
    behind.delete(GuardedPath.bare(path));
    door.changing("delete", GuardedPath.bare(path));
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Path bare = GuardedPath.bare(target);
    behind.copy(GuardedPath.bare(source), bare, options);
    door.changing("copy to", bare);
    if (door.guards(bare)) {
      door.written(java.nio.file.Files.size(bare));
    }
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    door.changing("move from", GuardedPath.bare(source));
    door.changing("move to", GuardedPath.bare(target));
    behind.move(GuardedPath.bare(source), GuardedPath.bare(target), options);
  }

  @Override
  public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
      throws IOException {
    door.changing("set " + attribute + " of", GuardedPath.bare(path));
    behind.setAttribute(GuardedPath.bare(path), attribute, value, options);
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
        return StreamSupport.stream(entries.spliterator(), false)
            .map(entry -> (Path) fileSystem.guarded(entry))
            .iterator();
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

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return behind.getFileAttributeView(GuardedPath.bare(path), type, options);
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
    throw new UnsupportedOperationException("made by a Door");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new UnsupportedOperationException("made by a Door");
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException("made by a Door");
  }
}
