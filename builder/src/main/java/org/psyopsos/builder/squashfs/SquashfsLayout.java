package org.psyopsos.builder.squashfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.builder.squashfs.MetadataReader.Block;
import org.psyopsos.failure.BadInput;
import org.psyopsos.manifest.Chunk;

/** Finds every block of a squashfs by its superblock, inode table and fragment table. */
public final class SquashfsLayout {

  private static final int FRAGMENT_ENTRY = 16;
  private static final int EXPORT_ENTRY = 8;
  private static final int ID_ENTRY = 4;
  private static final int XATTR_ENTRY = 16;
  private static final int STORED = 1 << 24;

  private final Superblock superblock;
  private final MetadataReader metadata;
  private final ExtentMap map = new ExtentMap();

  private SquashfsLayout(Superblock superblock, FileChannel channel) {
    this.superblock = superblock;
    this.metadata = new MetadataReader(channel, Decompressor.of(superblock.compressor()));
  }

  /**
   * The blocks of a squashfs in order, with what lies between them, without a gap.
   *
   * @throws BadInput where it cannot be taken apart
   */
  public static List<Extent> read(Path file) throws IOException {
    Superblock superblock = Superblock.read(file);
    try (FileChannel channel = FileChannel.open(file)) {
      return new SquashfsLayout(superblock, channel).extents(Files.size(file));
    } catch (BadInput e) {
      throw new BadInput(e.problem().at(file), e);
    }
  }

  private List<Extent> extents(long size) throws IOException {
    Superblock.Tables tables = superblock.tables();
    List<Block> fragments = lookup(tables.fragment(), superblock.fragmentCount(), FRAGMENT_ENTRY);
    if (tables.export() != Superblock.NONE) {
      lookup(tables.export(), superblock.inodeCount(), EXPORT_ENTRY);
    }
    lookup(tables.id(), superblock.idCount(), ID_ENTRY);
    extendedAttributes(tables.xattr());
    List<Block> inodes = added(metadata.blocks(tables.inode(), tables.directory()));
    added(metadata.blocks(tables.directory(), map.firstAfter(tables.directory())));
    addFiles(
        InodeTable.files(
            MetadataReader.joined(inodes), superblock.inodeCount(), superblock.blockSize()),
        MetadataReader.joined(fragments));
    return map.complete(size);
  }

  /** A table of entries whose metadata blocks are listed at {@code index}. */
  private List<Block> lookup(long index, long entries, int entrySize) throws IOException {
    return entries == 0 ? List.of() : added(metadata.listed(index, entries * entrySize));
  }

  private void extendedAttributes(long table) throws IOException {
    if (table == Superblock.NONE) {
      return;
    }
    ByteBuffer header = metadata.bytes(table, 16);
    long values = header.getLong();
    long count = header.getInt() & 0xffffffffL;
    List<Block> ids = lookup(table + 16, count, XATTR_ENTRY);
    if (!ids.isEmpty()) {
      added(metadata.blocks(values, ids.get(0).extent().offset()));
    }
  }

  private List<Block> added(List<Block> blocks) {
    blocks.forEach(block -> map.add(block.extent()));
    return blocks;
  }

  private void addFiles(List<FileInode> files, ByteBuffer fragments) {
    requireEntries(fragments);
    int[] fragmentLengths = new int[superblock.fragmentCount()];
    for (FileInode file : files) {
      addBlocks(file);
      if (file.hasFragment()) {
        int tail = (int) (file.size() % superblock.blockSize());
        int fragment = file.fragment();
        if (fragment < 0 || fragment >= fragmentLengths.length) {
          throw Malformed.squashfs(fragmentLengths.length + " fragments", "number " + fragment);
        }
        long end = Math.min(superblock.blockSize(), (long) file.fragmentOffset() + tail);
        fragmentLengths[fragment] = Math.max(fragmentLengths[fragment], (int) end);
      }
    }
    for (int i = 0; i < fragmentLengths.length; i++) {
      long start = fragments.getLong(i * FRAGMENT_ENTRY);
      int stored = fragments.getInt(i * FRAGMENT_ENTRY + 8);
      add(Chunk.Kind.SQUASHFS_FRAGMENT, start, stored, fragmentLengths[i]);
    }
  }

  private void requireEntries(ByteBuffer fragments) {
    long needed = (long) superblock.fragmentCount() * FRAGMENT_ENTRY;
    if (fragments.remaining() != needed) {
      throw Malformed.squashfs(needed + " bytes of fragment table", fragments.remaining());
    }
  }

  private void addBlocks(FileInode file) {
    long at = file.blocksStart();
    long left = file.size();
    for (int stored : file.storedSizes()) {
      int content = (int) Math.min(left, superblock.blockSize());
      at += add(Chunk.Kind.SQUASHFS_DATA, at, stored, content);
      left -= content;
    }
  }

  private int add(Chunk.Kind kind, long at, int stored, int content) {
    int length = stored & (STORED - 1);
    if (length > superblock.blockSize()) {
      throw Malformed.squashfs("a block of at most " + superblock.blockSize(), length);
    }
    if (length > 0) {
      map.add(new Extent(kind, at, length, (stored & STORED) == 0 ? content : 0));
    }
    return length;
  }
}
