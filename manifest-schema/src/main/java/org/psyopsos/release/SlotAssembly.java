package org.psyopsos.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.failure.Untrusted.Reason;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Chunk;
import org.psyopsos.manifest.ChunkIndex;

/**
 * Puts the files of a verified release together in a slot, of what lies there, in other slots, and
 * of what is fetched. An image is seeded and a node is updated by this one class.
 *
 * <p>Until {@link ReleasePlace#settle} the slot keeps what it holds: the new files grow beside it,
 * in {@link SlotDirectory#incoming}. No byte is written there before the hash of its chunk was
 * compared, so that whoever comes after an interruption finds out by hashing what is left to do.
 * {@link SlotDirectory#complete} makes the slot one that boots.
 */
public final class SlotAssembly {

  /** It is cheaper to read over so many bytes than to ask once more. */
  private static final long GAP = 32 << 10;

  /** So many requests at most; wider gaps are read over where there would be more. */
  private static final int MAX_SPANS = 128;

  private final ReleasePlace place;
  private final VerifiedRelease release;
  private final ChunkIndex index;
  private final LongConsumer progress;
  private final List<FileAssembly> files = new ArrayList<>();
  private final Map<String, Seed.Place> places = new HashMap<>();
  private final byte[] buffer = new byte[Chunk.MAX_LENGTH];
  private final boolean begun;
  private final long there;
  private long fetched;
  private long reused;
  private long written;

  /**
   * What becomes, or has become, of a release's bytes.
   *
   * @param fetched from the source, headers and gaps included
   * @param reused copied out of a slot
   * @param written to the medium
   * @param there already
   */
  public record Counts(long fetched, long reused, long written, long there) {}

  private SlotAssembly(
      ReleasePlace place, VerifiedRelease release, ChunkIndex index, LongConsumer progress) {
    this.place = place;
    this.release = release;
    this.index = index;
    this.progress = progress;
    List<Artifact> artifacts = release.manifest().files();
    for (int i = 0; i < artifacts.size(); i++) {
      files.add(new FileAssembly(artifacts.get(i), index.files().get(i), place, buffer));
    }
    this.begun = files.stream().anyMatch(FileAssembly::isBegun);
    this.there = files.stream().mapToLong(FileAssembly::bytesThere).sum();
  }

  /**
   * Looks at what is there, and writes nothing yet.
   *
   * @param seeds may hold chunks that are missing; the first that has one is asked for it
   * @param progress is told how many more bytes of the release are in place: first those found at
   *     the start, then each chunk as it is written
   */
  public static SlotAssembly begin(
      ReleasePlace place,
      VerifiedRelease release,
      ChunkIndex index,
      List<Seed> seeds,
      LongConsumer progress) {
    SlotAssembly assembly = new SlotAssembly(place, release, index, progress);
    assembly.locate(seeds);
    progress.accept(assembly.there);
    return assembly;
  }

  /** Unpacks a whole tarball into a directory. */
  public static Counts unpack(
      Path root,
      VerifiedRelease release,
      ChunkIndex index,
      InputStream tarball,
      LongConsumer progress)
      throws IOException {
    SlotAssembly assembly = begin(new SlotDirectory(root), release, index, List.of(), progress);
    try (Taking taking = assembly.new Taking()) {
      TarballReader.read(release, index, tarball, taking);
    }
    assembly.fetched += assembly.tarballSize();
    assembly.place.settle(release.manifest(), assembly.end());
    return assembly.counts();
  }

  /** What will have been done at the end, as far as can be said without reading the seeds. */
  public Counts planned() {
    long reuse = 0;
    long missing = 0;
    for (FileAssembly file : files) {
      for (int i = 0; i < file.chunks().size(); i++) {
        if (!file.has(i)) {
          Chunk chunk = file.chunks().get(i);
          boolean here = places.containsKey(chunk.hash());
          reuse += here ? chunk.length() : 0;
          missing += here ? 0 : chunk.length();
        }
      }
    }
    List<Span> spans = missing();
    long fetch = isFetchedWhole(spans) ? tarballSize() : length(spans);
    return new Counts(fetch, reuse, reuse + missing, there);
  }

  /** How many bytes lie beside what the slot holds when all is there. */
  public long bytesBeside() {
    return files.stream()
        .filter(file -> !file.isWhole())
        .mapToLong(file -> file.file().size())
        .sum();
  }

  /** What has been done so far. */
  public Counts counts() {
    return new Counts(fetched, reused, written, there);
  }

  /** Copies the chunks that seeds hold. What is not there, after all, stays missing. */
  public void copy() {
    for (FileAssembly file : files) {
      writing(
          file.incoming(),
          () -> {
            try (file) {
              copy(file);
            }
          });
    }
    places.clear();
  }

  /**
   * What must be fetched, in runs of the tarball's bytes that are worth a request each. After
   * {@link #copy} that is all that is missing.
   */
  public List<Span> missing() {
    List<Span> spans;
    long gap = GAP;
    do {
      spans = missing(gap);
      gap *= 2;
    } while (spans.size() > MAX_SPANS);
    return spans;
  }

  /**
   * Whether the tarball is better fetched whole than in these runs: most of it is missing, and
   * nothing was fetched before.
   */
  public boolean isFetchedWhole(List<Span> spans) {
    return !begun && 2 * length(spans) > tarballSize();
  }

  /**
   * Reads the tarball to its end and takes what is missing.
   *
   * @throws Untrusted where it is not the signed one; then no byte of the chunk that differs has
   *     been written
   * @throws NodeFault where the slot cannot be written
   * @throws IOException where the tarball cannot be read
   */
  public void takeTarball(InputStream tarball) throws IOException {
    try (Taking taking = new Taking()) {
      TarballReader.readChunks(release, index, tarball, taking);
    }
    fetched += tarballSize();
  }

  /**
   * Reads a run of the tarball's bytes and takes what is missing.
   *
   * @throws Untrusted where they are not the signed ones
   * @throws NodeFault where the slot cannot be written
   * @throws IOException where they cannot be read
   */
  public void take(Span span, InputStream part) throws IOException {
    long position = span.from();
    for (FileAssembly file : files) {
      if (!file.isIn(span)) {
        continue;
      }
      try (file) {
        for (int i = 0; i < file.chunks().size(); i++) {
          long start = file.inTarball(i);
          if (!file.has(i) && start >= span.from() && start < span.to()) {
            part.skipNBytes(start - position);
            fetch(file, i, part);
            position = start + file.chunks().get(i).length();
          }
        }
      }
    }
    fetched += span.length();
  }

  /**
   * Forces the files to the medium where they have grown, and leaves them there: they are to be
   * read back before they take the place of others.
   *
   * @return those that were not at their places from the beginning
   */
  public List<Artifact> end() {
    List<Artifact> arrived = new ArrayList<>();
    for (FileAssembly file : files) {
      if (!file.isWhole()) {
        writing(file.incoming(), file::end);
        arrived.add(file.file());
      }
    }
    return arrived;
  }

  private void locate(List<Seed> seeds) {
    Set<String> wanted = new HashSet<>();
    for (FileAssembly file : files) {
      for (int i = 0; i < file.chunks().size(); i++) {
        if (!file.has(i)) {
          wanted.add(file.chunks().get(i).hash());
        }
      }
    }
    for (Seed seed : seeds) {
      seed.locate(wanted).forEach(places::putIfAbsent);
      wanted.removeAll(places.keySet());
    }
  }

  private void copy(FileAssembly file) throws IOException {
    for (int i = 0; i < file.chunks().size(); i++) {
      Chunk chunk = file.chunks().get(i);
      Seed.Place place = file.has(i) ? null : places.get(chunk.hash());
      if (place != null && FileAssembly.holds(place.file(), place.offset(), chunk, buffer)) {
        write(file, i);
        reused += chunk.length();
      }
    }
  }

  private void fetch(FileAssembly file, int i, InputStream part) throws IOException {
    Chunk chunk = file.chunks().get(i);
    int read = part.readNBytes(buffer, 0, chunk.length());
    if (read < chunk.length()) {
      throw new Untrusted(
          Reason.SIZE_MISMATCH,
          Problem.of("a part of the tarball ends early")
              .at(release.manifest().tarball().name())
              .expected(chunk.length() - read + " bytes more"));
    }
    if (!chunk.matches(buffer, 0, chunk.length())) {
      throw TarballReader.mismatch(
          release,
          "a chunk at byte "
              + (file.inTarball(i) - file.file().offset())
              + " of "
              + file.file().path(),
          chunk.hash() + "…");
    }
    writing(file.incoming(), () -> write(file, i));
  }

  /** What the buffer holds. */
  private void write(FileAssembly file, int chunk) throws IOException {
    write(file, chunk, buffer);
  }

  private void write(FileAssembly file, int chunk, byte[] bytes) throws IOException {
    file.write(chunk, bytes);
    int length = file.chunks().get(chunk).length();
    written += length;
    progress.accept(length);
  }

  private List<Span> missing(long gap) {
    List<Span> spans = new ArrayList<>();
    for (FileAssembly file : files) {
      for (int i = 0; i < file.chunks().size(); i++) {
        Chunk chunk = file.chunks().get(i);
        if (!file.has(i) && !places.containsKey(chunk.hash())) {
          long start = file.inTarball(i);
          append(spans, new Span(start, start + chunk.length()), gap);
        }
      }
    }
    return spans;
  }

  private static void append(List<Span> spans, Span next, long gap) {
    int last = spans.size() - 1;
    if (last >= 0 && next.from() - spans.get(last).to() <= gap) {
      spans.set(last, new Span(spans.get(last).from(), next.to()));
    } else {
      spans.add(next);
    }
  }

  private long tarballSize() {
    return release.manifest().tarball().size();
  }

  private static long length(List<Span> spans) {
    return spans.stream().mapToLong(Span::length).sum();
  }

  /** Takes out of a whole tarball what is missing. */
  private final class Taking implements TarballReader.Content, AutoCloseable {

    private int file = -1;
    private int chunk;

    @Override
    public void begin(Artifact next) throws IOException {
      close();
      file++;
      chunk = 0;
    }

    @Override
    public void chunk(byte[] bytes, int length) {
      FileAssembly current = files.get(file);
      int i = chunk++;
      if (!current.has(i)) {
        writing(current.incoming(), () -> write(current, i, bytes));
      }
    }

    @Override
    public void end() {
      writing(files.get(file).incoming(), this::close);
    }

    @Override
    public void close() throws IOException {
      if (file >= 0) {
        files.get(file).close();
      }
    }
  }

  /** Something that writes to the slot. */
  @FunctionalInterface
  public interface SlotWrite {
    void run() throws IOException;
  }

  /** Turns what goes wrong while writing into the node's fault. */
  public static void writing(Path where, SlotWrite write) {
    try {
      write.run();
    } catch (IOException e) {
      throw new NodeFault(
          Problem.of("cannot write to the partition")
              .at(where)
              .found(String.valueOf(e.getMessage()))
              .hint("is the file system full, read-only or damaged?"),
          e);
    }
  }
}
