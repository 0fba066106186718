package org.psyopsos.crash;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of a FAT32 file system, as far as they can be read: thousands of states are looked at,
 * and a program for each would take hours. Names are in capital letters.
 */
public final class FatFiles implements FileTree {

  private static final int SECTOR = 512;
  private static final int ENTRY = 32;
  private static final int LONG_NAME = 0x0f;
  private static final int DIRECTORY = 0x10;
  private static final int VOLUME = 0x08;
  private static final int DELETED = 0xe5;
  private static final int MASK = 0x0fffffff;
  private static final int END = 0x0ffffff8;

  private final CrashState state;
  private final int sectorsPerCluster;
  private final int fat;
  private final int data;
  private final int clusters;
  private final Map<String, File> files = new HashMap<>();

  /** What a directory says of a file. */
  private record File(int first, int size) {}

  public FatFiles(CrashState state) {
    this.state = state;
    ByteBuffer boot = little(state.sector(0));
    this.sectorsPerCluster = boot.get(13);
    this.fat = Short.toUnsignedInt(boot.getShort(14));
    int fatSectors = boot.getInt(36);
    this.data = fat + boot.get(16) * fatSectors;
    this.clusters = fatSectors * SECTOR / 4;
    walk(boot.getInt(44), "", 0);
  }

  /** None, too, where its clusters do not reach to its end. */
  @Override
  public Optional<byte[]> read(String path) {
    File file = files.get(path.toUpperCase(Locale.ROOT));
    if (file == null) {
      return Optional.empty();
    }
    Optional<List<Integer>> chain = chain(file.first());
    if (chain.isEmpty() || (long) chain.get().size() * sectorsPerCluster * SECTOR < file.size()) {
      return Optional.empty();
    }
    byte[] whole = content(chain.get());
    return Optional.of(Arrays.copyOf(whole, file.size()));
  }

  @Override
  public boolean isShared(String path) {
    String name = path.toUpperCase(Locale.ROOT);
    File file = files.get(name);
    Set<Integer> own =
        new HashSet<>(file == null ? List.of() : chain(file.first()).orElse(List.of()));
    return files.entrySet().stream()
        .filter(other -> !other.getKey().equals(name))
        .flatMap(other -> chain(other.getValue().first()).stream())
        .flatMap(List::stream)
        .anyMatch(own::contains);
  }

  private void walk(int cluster, String prefix, int depth) {
    Optional<List<Integer>> chain = chain(cluster);
    if (chain.isEmpty() || depth > 8) {
      return;
    }
    byte[] entries = content(chain.get());
    StringBuilder longName = new StringBuilder();
    for (int at = 0; at < entries.length && entries[at] != 0; at += ENTRY) {
      ByteBuffer entry = little(Arrays.copyOfRange(entries, at, at + ENTRY));
      int attributes = entry.get(11);
      if ((entry.get(0) & 0xff) == DELETED) {
        longName.setLength(0);
      } else if (attributes == LONG_NAME) {
        longName.insert(0, part(entry));
      } else {
        take(entry, longName.toString(), prefix, depth);
        longName.setLength(0);
      }
    }
  }

  private void take(ByteBuffer entry, String longName, String prefix, int depth) {
    int attributes = entry.get(11);
    String name = longName.isEmpty() ? shortName(entry) : longName;
    if ((attributes & VOLUME) != 0 || name.startsWith(".")) {
      return;
    }
    String path = prefix + name.toUpperCase(Locale.ROOT);
    int first =
        Short.toUnsignedInt(entry.getShort(20)) << 16 | Short.toUnsignedInt(entry.getShort(26));
    if ((attributes & DIRECTORY) != 0) {
      walk(first, path + "/", depth + 1);
    } else {
      files.put(path, new File(first, entry.getInt(28)));
    }
  }

  private static String part(ByteBuffer entry) {
    StringBuilder text = new StringBuilder();
    for (int at : new int[] {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30}) {
      char c = entry.getChar(at);
      if (c == 0) {
        break;
      }
      text.append(c);
    }
    return text.toString();
  }

  private static String shortName(ByteBuffer entry) {
    byte[] name = new byte[11];
    entry.get(0, name);
    String text = new String(name, StandardCharsets.US_ASCII);
    String extension = text.substring(8).strip();
    return text.substring(0, 8).strip() + (extension.isEmpty() ? "" : "." + extension);
  }

  /** None where it leads to a free cluster, out of the file system, or round in a circle. */
  private Optional<List<Integer>> chain(int first) {
    List<Integer> chain = new ArrayList<>();
    int cluster = first;
    while (cluster != 0 && cluster < END) {
      if (cluster < 2 || cluster >= clusters || chain.size() > clusters) {
        return Optional.empty();
      }
      chain.add(cluster);
      cluster =
          little(state.sector(fat + cluster / (SECTOR / 4))).getInt(cluster % (SECTOR / 4) * 4)
              & MASK;
      if (cluster == 0) {
        return Optional.empty();
      }
    }
    return Optional.of(chain);
  }

  private byte[] content(List<Integer> chain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int cluster : chain) {
      for (int i = 0; i < sectorsPerCluster; i++) {
        bytes.writeBytes(state.sector(data + (cluster - 2) * sectorsPerCluster + i));
      }
    }
    return bytes.toByteArray();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
