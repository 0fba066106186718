package org.psyopsos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.Directories;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.Artifact;
import org.psyopsos.manifest.Chunk;
import org.psyopsos.manifest.ChunkIndex;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.manifest.Manifest;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;

class SlotAssemblyTest {

  private final TestRepository repository = new TestRepository();
  private final TestRelease release = TestRelease.of(repository, "20261121-101500");
  private FileSystem memory;
  private Path slot;

  @BeforeEach
  void makeSlot() throws IOException {
    memory = Jimfs.newFileSystem(Configuration.unix());
    slot = Files.createDirectory(memory.getPath("/slot"));
  }

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  @Test
  void writesEveryFileAndTheSlotMatchesItsManifest() throws IOException {
    SlotAssembly.Counts counts = unpack(release.tarball());

    Manifest manifest = release.manifest();
    assertThat(counts.written()).isEqualTo(manifest.contentSize());
    assertThat(counts.there()).isZero();
    SlotDirectory directory = new SlotDirectory(slot);
    assertThat(new SlotDocuments(slot).manifest()).as("not complete yet").isEmpty();
    directory.requireContent(manifest);
    directory.complete(verified(), release.chunkIndex());
    assertThat(new SlotDocuments(slot).manifest()).contains(manifest);
    assertThat(Files.readAllBytes(slot.resolve("manifest.json")))
        .isEqualTo(release.signedManifest().bytes());
    assertThat(slot.resolve("channel.json")).doesNotExist();
  }

  @Test
  void aSlotHasTheSameModesWhateverTheUmask() throws IOException {
    try (FileSystem strict = Jimfs.newFileSystem(everythingIsMade("rwx------"))) {
      slot = Files.createDirectory(strict.getPath("/slot"));
      unpack(release.tarball());
      Files.createDirectory(slot.resolve("lost+found"));
      new SlotDirectory(slot).complete(verified(), release.chunkIndex());

      assertThat(mode(slot)).isEqualTo("rwxr-xr-x");
      assertThat(mode(slot.resolve("lost+found"))).isEqualTo("rwx------");
      assertThat(mode(slot.resolve("manifest.json"))).isEqualTo("rw-r--r--");
      assertThat(mode(slot.resolve("chunks"))).isEqualTo("rw-r--r--");
      assertThat(release.manifest().file("kernel").orElseThrow().mode()).isEqualTo(0644);
      assertThat(mode(slot.resolve("kernel"))).isEqualTo("rw-r--r--");
    }
  }

  private static Configuration everythingIsMade(String mode) {
    return Configuration.unix().toBuilder()
        .setAttributeViews("basic", "owner", "posix")
        .setDefaultAttributeValue("posix:permissions", mode)
        .build();
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void doesNotWriteWhatIsThereAlready() throws IOException {
    unpack(release.tarball());
    Files.write(slot.resolve("kernel"), new byte[] {1, 2, 3});

    SlotAssembly.Counts counts = unpack(release.tarball());

    long kernel = release.manifest().file("kernel").orElseThrow().size();
    assertThat(counts.written()).isEqualTo(kernel);
    assertThat(counts.there()).isEqualTo(release.manifest().contentSize() - kernel);
    new SlotDirectory(slot).requireContent(release.manifest());
  }

  @Test
  void removesWhatTheManifestDoesNotName() throws IOException {
    unpack(release.tarball());
    Files.createDirectories(slot.resolve("dtbs/old"));
    Files.write(slot.resolve("dtbs/old/gone.dtb"), new byte[1]);
    Files.write(slot.resolve("stray"), new byte[1]);
    Files.createDirectory(slot.resolve("lost+found"));

    new SlotDirectory(slot).removeStale(release.manifest());

    assertThat(slot.resolve("dtbs/old")).doesNotExist();
    assertThat(slot.resolve("stray")).doesNotExist();
    assertThat(slot.resolve("lost+found")).exists();
    new SlotDirectory(slot).requireContent(release.manifest());
  }

  @Test
  void noByteOfAnAlteredChunkReachesTheSlot() throws IOException {
    for (Artifact file : release.manifest().files()) {
      byte[] altered = release.tarball();
      altered[(int) file.offset()] ^= 1;

      Untrusted refusal = catchThrowableOfType(Untrusted.class, () -> unpack(altered));

      assertThat(refusal.reason()).isEqualTo(Untrusted.Reason.HASH_MISMATCH);
      assertThat(refusal.problem().expected()).contains(file.path());
      Path written = slot.resolve(file.path());
      assertThat(Files.exists(written) ? Files.size(written) : 0).isZero();
      empty(slot);
    }
  }

  @Test
  void everyByteThatIsNotContentIsDeterminedByTheManifest() {
    byte[] tarball = release.tarball();
    byte[] content = new byte[tarball.length];
    for (Artifact file : release.manifest().files()) {
      Arrays.fill(content, (int) file.offset(), (int) (file.offset() + file.size()), (byte) 1);
    }
    for (int i = 0; i < tarball.length; i += i < 3 * 512 ? 1 : 7) {
      if (content[i] == 0) {
        byte[] altered = tarball.clone();
        altered[i] ^= 0x41;
        assertThatThrownBy(() -> unpack(altered)).as("byte %d", i).isInstanceOf(Untrusted.class);
      }
    }
  }

  @Test
  void partsAreTakenInAnyOrderAndMakeTheSameSlot() throws IOException {
    SlotAssembly assembly = begin();
    List<Span> missing = assembly.missing();
    assertThat(missing).as("one run: only headers lie in between").hasSize(1);
    assertThat(assembly.isFetchedWhole(missing)).isTrue();
    List<Span> halves = halves(missing.get(0));
    take(assembly, halves.get(1));
    assertThat(assembly.missing()).hasSize(1);
    take(assembly, halves.get(0));
    assertThat(assembly.missing()).isEmpty();
    settle(assembly);
    assertThat(assembly.counts().written()).isEqualTo(release.manifest().contentSize());
  }

  @Test
  void whatWasTakenIsThereForTheNextAttempt() throws IOException {
    SlotAssembly first = begin();
    Span half = halves(first.missing().get(0)).get(0);
    take(first, half);

    SlotAssembly second = begin();

    assertThat(second.counts().there()).isEqualTo(first.counts().written()).isPositive();
    assertThat(second.isFetchedWhole(second.missing())).as("never what was fetched").isFalse();
    assertThat(second.missing().get(0).from()).isGreaterThanOrEqualTo(half.to());
  }

  @Test
  void whatAnotherAttemptHasLeftDoesNotTakeThePlaceOfAWholeFile() throws IOException {
    unpack(release.tarball());
    Files.delete(slot.resolve("squashfs"));
    Files.createDirectories(slot.resolve("incoming/dtbs"));
    Files.write(slot.resolve("incoming/kernel"), new byte[] {1, 2, 3});
    Files.write(slot.resolve("incoming/dtbs/stray"), new byte[] {1, 2, 3});

    unpack(release.tarball());

    new SlotDirectory(slot).requireContent(release.manifest());
    assertThat(slot.resolve("incoming")).doesNotExist();
  }

  @Test
  void onlyWhatIsNotWholeLiesBeside() throws IOException {
    assertThat(begin().bytesBeside()).isEqualTo(release.manifest().contentSize());
    unpack(release.tarball());
    assertThat(begin().bytesBeside()).isZero();
    Files.write(slot.resolve("kernel"), new byte[] {1, 2, 3});
    assertThat(begin().bytesBeside())
        .isEqualTo(release.manifest().file("kernel").orElseThrow().size());
  }

  @Test
  void noByteOfAnAlteredChunkInAPartReachesTheSlot() {
    for (Artifact file : release.manifest().files()) {
      byte[] altered = release.tarball();
      altered[(int) file.offset()] ^= 1;
      SlotAssembly assembly = begin();
      Span span = new Span(file.offset(), file.offset() + file.size());
      Untrusted refusal =
          catchThrowableOfType(Untrusted.class, () -> assembly.take(span, part(altered, span)));
      assertThat(refusal.reason()).isEqualTo(Untrusted.Reason.HASH_MISMATCH);
      assertThat(refusal.problem().expected()).contains(file.path());
      assertThat(slot.resolve("incoming").resolve(file.path())).doesNotExist();
    }
  }

  @Test
  void aSeedThatIsGoneIsNoHarm() throws IOException {
    unpack(release.tarball());
    new SlotDirectory(slot).complete(verified(), release.chunkIndex());
    Seed seed = Seed.of(slot).orElseThrow();
    new SlotDirectory(slot).makeRoom(TestRelease.of(repository, "20261121-110000").manifest());
    SlotAssembly assembly =
        SlotAssembly.begin(
            new SlotDirectory(slot), verified(), index(), List.of(seed), bytes -> {});
    assembly.copy();
    assertThat(assembly.counts().reused()).isZero();
    take(assembly, assembly.missing().get(0));
    settle(assembly);
  }

  @Test
  void moreThanWaitsInMemoryIsForcedMeanwhile() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("kernel", TestRelease.content("kernel", 33 << 20));
    files.put("initramfs", new byte[10]);
    files.put("squashfs", new byte[10]);
    files.put("boot.env", new byte[1024]);
    TestRelease large =
        TestRelease.of(repository, "20261121-101500", TestRepository.PLATFORM, files);
    SlotAssembly.unpack(
        slot,
        verified(large),
        ChunkIndexCodec.read(large.chunkIndex(), large.manifest()),
        new ByteArrayInputStream(large.tarball()),
        bytes -> {});
    new SlotDirectory(slot).requireContent(large.manifest());
  }

  @Test
  void aPartThatEndsEarlyIsRefused() {
    SlotAssembly assembly = begin();
    Span span = assembly.missing().get(0);
    byte[] part = Arrays.copyOfRange(release.tarball(), (int) span.from(), (int) span.to() - 1);
    Untrusted refusal =
        catchThrowableOfType(
            Untrusted.class, () -> assembly.take(span, new ByteArrayInputStream(part)));
    assertThat(refusal.reason()).isEqualTo(Untrusted.Reason.SIZE_MISMATCH);
  }

  @Test
  void aFileWhoseChunksAreRightAndWhichIsNotIsRefusedAndNotKept() throws IOException {
    unpack(release.tarball());
    byte[] kernel = Files.readAllBytes(slot.resolve("kernel"));
    Files.delete(slot.resolve("kernel"));
    Files.createDirectories(slot.resolve("incoming"));
    Files.write(slot.resolve("incoming/kernel"), kernel);
    kernel[0] ^= 1;
    ChunkIndex other = withFirstFile(kernel);
    Files.write(slot.resolve("incoming/kernel"), kernel);
    SlotDirectory directory = new SlotDirectory(slot);
    SlotAssembly assembly =
        SlotAssembly.begin(directory, verified(), other, List.of(), bytes -> {});
    assertThat(assembly.missing()).isEmpty();
    List<Artifact> arrived = assembly.end();

    Untrusted refusal =
        catchThrowableOfType(
            Untrusted.class, () -> new ReadBack(verified(), other).require(directory, arrived));

    assertThat(refusal.reason()).isEqualTo(Untrusted.Reason.HASH_MISMATCH);
    assertThat(refusal.problem().expected()).contains("kernel");
  }

  @Test
  void aTarballIsTakenWholeAndReadBack() throws IOException {
    SlotAssembly assembly = begin();
    assembly.takeTarball(new ByteArrayInputStream(release.tarball()));
    assertThat(assembly.missing()).isEmpty();
    assertThat(assembly.counts().fetched()).isEqualTo(release.tarball().length);
    settle(assembly);
  }

  @Test
  void whatCannotBeReadBackIsTheNodesFault() throws IOException {
    SlotAssembly assembly = begin();
    assembly.takeTarball(new ByteArrayInputStream(release.tarball()));
    List<Artifact> arrived = assembly.end();
    Files.delete(slot.resolve("incoming/squashfs"));
    SlotDirectory directory = new SlotDirectory(slot);

    NodeFault fault =
        catchThrowableOfType(
            NodeFault.class, () -> new ReadBack(verified(), index()).require(directory, arrived));

    assertThat(fault.problem().what()).isEqualTo("what was written cannot be read back");
    assertThat(fault.problem().where()).contains("incoming/squashfs");
  }

  @Test
  void whatTheMediumHasNotKeptIsItsFault() throws IOException {
    SlotDirectory directory = new SlotDirectory(slot);
    SlotAssembly assembly = begin();
    take(assembly, assembly.missing().get(0));
    List<Artifact> arrived = assembly.end();
    new ReadBack(verified(), index()).require(directory, arrived);
    byte[] kernel = Files.readAllBytes(slot.resolve("incoming/kernel"));
    kernel[kernel.length - 1] ^= 1;
    Files.write(slot.resolve("incoming/kernel"), kernel);

    NodeFault fault =
        catchThrowableOfType(
            NodeFault.class, () -> new ReadBack(verified(), index()).require(directory, arrived));

    assertThat(fault.problem().where()).contains("incoming/kernel");
  }

  @Test
  void whatStandsInTheWayOfAnIncomingFileIsRemoved() throws IOException {
    Files.createDirectories(slot.resolve("incoming"));
    Path elsewhere = Files.write(memory.getPath("/elsewhere"), new byte[] {1});
    Files.createSymbolicLink(slot.resolve("incoming/kernel"), elsewhere);

    unpack(release.tarball());

    assertThat(Files.readAllBytes(elsewhere)).containsExactly(1);
    new SlotDirectory(slot).requireContent(release.manifest());
  }

  @Test
  void aSeedThatLiesIsNoHarm() throws IOException {
    unpack(release.tarball());
    new SlotDirectory(slot).complete(verified(), release.chunkIndex());
    Path seed = memory.getPath("/seed");
    Files.move(slot, seed);
    Files.createDirectory(slot);
    byte[] squashfs = Files.readAllBytes(seed.resolve("squashfs"));
    squashfs[5000] ^= 1;
    Files.write(seed.resolve("squashfs"), squashfs);

    SlotAssembly assembly =
        SlotAssembly.begin(
            new SlotDirectory(slot),
            verified(),
            index(),
            List.of(Seed.of(seed).orElseThrow()),
            bytes -> {});
    assertThat(assembly.planned().fetched()).isZero();
    assembly.copy();

    assertThat(assembly.missing()).hasSize(1);
    assertThat(assembly.missing().get(0).length()).as("one chunk").isEqualTo(4096);
    take(assembly, assembly.missing().get(0));
    settle(assembly);

    Files.write(seed.resolve("chunks"), new byte[10]);
    assertThat(Seed.of(seed)).isEmpty();
  }

  /** As an installation does. */
  private void settle(SlotAssembly assembly) {
    SlotDirectory directory = new SlotDirectory(slot);
    List<Artifact> arrived = assembly.end();
    new ReadBack(verified(), index()).require(directory, arrived);
    directory.settle(release.manifest(), arrived);
    directory.requireContent(release.manifest());
  }

  private SlotAssembly begin() {
    return SlotAssembly.begin(new SlotDirectory(slot), verified(), index(), List.of(), bytes -> {});
  }

  private ChunkIndex index() {
    return ChunkIndexCodec.read(release.chunkIndex(), release.manifest());
  }

  /** The index with the chunks of other bytes for the kernel. */
  private ChunkIndex withFirstFile(byte[] bytes) {
    List<List<Chunk>> files = new ArrayList<>(index().files());
    List<Chunk> chunks = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += 4096) {
      chunks.add(Chunk.of(Chunk.Kind.PLAIN, bytes, at, Math.min(4096, bytes.length - at), 0));
    }
    files.set(0, chunks);
    return new ChunkIndex(files);
  }

  /** Cut at a chunk of the squashfs. */
  private List<Span> halves(Span span) {
    long middle = release.manifest().file("squashfs").orElseThrow().offset() + 2 * 4096;
    return List.of(new Span(span.from(), middle), new Span(middle, span.to()));
  }

  private void take(SlotAssembly assembly, Span span) throws IOException {
    assembly.take(span, part(release.tarball(), span));
  }

  private static ByteArrayInputStream part(byte[] tarball, Span span) {
    return new ByteArrayInputStream(tarball, (int) span.from(), (int) span.length());
  }

  @Test
  void anEarlyEndIsRefused() {
    byte[] tarball = release.tarball();
    for (int length : new int[] {0, 511, 1024, tarball.length / 2, tarball.length - 1}) {
      Untrusted refusal =
          catchThrowableOfType(Untrusted.class, () -> unpack(Arrays.copyOf(tarball, length)));
      assertThat(refusal.reason()).isEqualTo(Untrusted.Reason.SIZE_MISMATCH);
    }
  }

  @Test
  void somethingAfterTheEndIsRefused() {
    byte[] tarball = release.tarball();
    assertThatThrownBy(() -> unpack(Arrays.copyOf(tarball, tarball.length + 1)))
        .isInstanceOf(Untrusted.class)
        .hasMessageContaining("after the end");
  }

  @Test
  void aSlotThatCannotBeWrittenIsTheNodesFault() throws IOException {
    Files.createSymbolicLink(slot.resolve("incoming"), slot.resolve("nowhere"));
    assertThatThrownBy(() -> unpack(release.tarball())).isInstanceOf(NodeFault.class);
  }

  @Test
  void aReleaseLargerThanTheSlotIsRefusedBeforeAnythingIsWritten() throws IOException {
    try (FileSystem small =
        Jimfs.newFileSystem(Configuration.unix().toBuilder().setMaxSize(1 << 20).build())) {
      Path root = Files.createDirectory(small.getPath("/slot"));
      assertThatThrownBy(() -> new SlotDirectory(root).requireRoom(release.manifest()))
          .isInstanceOf(NodeFault.class)
          .hasMessageContaining("larger than the slot");
      try (Stream<Path> files = Files.list(root)) {
        assertThat(files).isEmpty();
      }
    }
  }

  private SlotAssembly.Counts unpack(byte[] tarball) throws IOException {
    return SlotAssembly.unpack(
        slot, verified(), index(), new ByteArrayInputStream(tarball), bytes -> {});
  }

  private VerifiedRelease verified() {
    return verified(release);
  }

  private VerifiedRelease verified(TestRelease release) {
    return new ReleaseVerifier(repository.root(), TestRepository.PLATFORM, AgentVersion.CURRENT)
        .verify(release.signedManifest(), org.psyopsos.manifest.ReleaseType.OS);
  }

  private static void empty(Path directory) throws IOException {
    for (Path each : Directories.list(directory)) {
      Directories.delete(each);
    }
  }
}
