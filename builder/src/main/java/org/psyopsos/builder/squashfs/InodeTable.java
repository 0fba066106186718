package org.psyopsos.builder.squashfs;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Walks the inode table and picks out the regular files. */
final class InodeTable {

  private static final int COMMON = 14;

  private final ByteBuffer in;
  private final int blockSize;
  private final List<FileInode> files = new ArrayList<>();

  private InodeTable(ByteBuffer in, int blockSize) {
    this.in = in;
    this.blockSize = blockSize;
  }

  /** The regular files of a table of {@code count} inodes. */
  static List<FileInode> files(ByteBuffer table, int count, int blockSize) {
    InodeTable walk = new InodeTable(table, blockSize);
    try {
      for (int i = 0; i < count; i++) {
        walk.inode();
      }
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw Malformed.squashfs(count + " inodes", "a table that ends too early");
    }
    if (table.hasRemaining()) {
      throw Malformed.squashfs(count + " inodes", table.remaining() + " bytes more");
    }
    return walk.files;
  }

  private void inode() {
    int type = in.getShort();
    skip(COMMON);
    switch (type) {
      case 1 -> skip(16);
      case 2 -> files.add(file());
      case 3 -> symbolicLink(0);
      case 4, 5 -> skip(8);
      case 6, 7 -> skip(4);
      case 8 -> extendedDirectory();
      case 9 -> files.add(extendedFile());
      case 10 -> symbolicLink(4);
      case 11, 12 -> skip(12);
      case 13, 14 -> skip(8);
      default -> throw Malformed.squashfs("an inode of type 1 to 14", type);
    }
  }

  private FileInode file() {
    long start = in.getInt() & 0xffffffffL;
    int fragment = in.getInt();
    int offset = in.getInt();
    long size = in.getInt() & 0xffffffffL;
    return new FileInode(start, size, fragment, offset, storedSizes(size, fragment));
  }

  private FileInode extendedFile() {
    long start = in.getLong();
    long size = in.getLong();
    skip(8 + 4);
    int fragment = in.getInt();
    int offset = in.getInt();
    skip(4);
    return new FileInode(start, size, fragment, offset, storedSizes(size, fragment));
  }

  private List<Integer> storedSizes(long size, int fragment) {
    boolean whole = fragment != FileInode.NO_FRAGMENT;
    long count = whole ? size / blockSize : (size + blockSize - 1) / blockSize;
    if (count < 0 || count > in.remaining() / 4) {
      throw new BufferUnderflowException();
    }
    List<Integer> sizes = new ArrayList<>((int) count);
    for (int i = 0; i < count; i++) {
      sizes.add(in.getInt());
    }
    return sizes;
  }

  private void symbolicLink(int after) {
    skip(4);
    skip(in.getInt());
    skip(after);
  }

  private void extendedDirectory() {
    skip(16);
    int entries = in.getShort() & 0xffff;
    skip(6);
    for (int i = 0; i < entries; i++) {
      skip(8);
      skip(in.getInt() + 1);
    }
  }

  private void skip(int bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw new BufferUnderflowException();
    }
    in.position(in.position() + bytes);
  }
}
