package org.psyopsos.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.psyopsos.deaddrop.DocumentId;
import org.psyopsos.deaddrop.Offer;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.json.Json;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.ChunkIndexCodec;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.SignedDocument;

class SlotDirectoryTest {

  private final TestRepository repository = new TestRepository();
  private final TestRelease release = TestRelease.of(repository, "20261121-101500");
  private FileSystem memory;
  private Path root;
  private SlotDirectory slot;
  private SlotDocuments documents;

  @BeforeEach
  void fill() throws IOException {
    memory =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder().setAttributeViews("basic", "owner", "posix").build());
    root = Files.createDirectory(memory.getPath("/slot"));
    slot = new SlotDirectory(root);
    documents = new SlotDocuments(root);
    SlotAssembly.unpack(
        root,
        verified(),
        ChunkIndexCodec.read(release.chunkIndex(), release.manifest()),
        new ByteArrayInputStream(release.tarball()),
        bytes -> {});
  }

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  @Test
  void keepsTheOfferThatLedToItsRelease() throws IOException {
    slot.complete(verified(), release.chunkIndex());

    SignedDocument kept = documents.channel().orElseThrow();
    assertThat(kept.bytes()).isEqualTo(offer().signed().bytes());
    assertThat(kept.signatures()).hasSize(1);
    assertThat(kept.signatures().get(0)).isEqualTo(offer().signed().signatures().get(0));
  }

  @Test
  void everybodyMayReadAndNobodyElseWrite() throws IOException {
    slot.complete(verified(), release.chunkIndex());

    assertThat(mode("kernel")).isEqualTo("rw-r--r--");
    assertThat(mode("manifest.json")).isEqualTo("rw-r--r--");
    assertThat(mode("dtbs/vendor")).isEqualTo("rwxr-xr-x");
    assertThat(mode("")).isEqualTo("rwxr-xr-x");
  }

  @Test
  void isIncompleteAsSoonAsItIsInvalid() {
    slot.complete(verified(), release.chunkIndex());
    assertThat(documents.manifest()).contains(release.manifest());
    slot.invalidate();
    assertThat(documents.manifest()).isEmpty();
  }

  @Test
  void makingRoomLeavesOnlyWhatTheNextReleaseNeeds() throws IOException {
    TestRelease next = TestRelease.of(repository, "20261121-110000");
    slot.complete(verified(), release.chunkIndex());
    Files.createDirectory(root.resolve("root"));
    Files.write(root.resolve("root/2.json"), new byte[1]);
    Files.createDirectory(root.resolve("incoming"));
    Files.write(root.resolve("incoming/kernel"), new byte[1]);

    slot.makeRoom(next.manifest());

    assertThat(documents.manifest()).isEmpty();
    assertThat(files())
        .containsExactlyInAnyOrder(
            "initramfs", "boot.env", "dtbs/vendor/board.dtb", "root/2.json", "incoming/kernel");
  }

  @Test
  void whatWouldBeDeletedIsCounted() throws IOException {
    slot.complete(verified(), release.chunkIndex());
    assertThat(slot.staleBytes(release.manifest())).as("its own documents do not count").isZero();
    Files.createDirectory(root.resolve("incoming"));
    Files.write(root.resolve("incoming/kernel"), new byte[5]);
    Files.createDirectory(root.resolve("old"));
    Files.write(root.resolve("old/file"), new byte[7]);
    assertThat(slot.staleBytes(release.manifest())).isEqualTo(7);
  }

  @Test
  void aSlotThatIsGoneIsTheNodesFault() {
    SlotDirectory gone = new SlotDirectory(root.resolve("gone"));
    for (ThrowingCallable look :
        List.<ThrowingCallable>of(
            () -> gone.staleBytes(release.manifest()),
            () -> gone.requireRoom(release.manifest()))) {
      assertThatThrownBy(look)
          .isInstanceOf(NodeFault.class)
          .hasMessageContaining("cannot read the slot");
    }
  }

  @Test
  void whatTheNodeHasFollowedStaysWhereNoOfferLedToTheRelease() throws IOException {
    VerifiedRelease named =
        new ReleaseVerifier(repository.root(), TestRepository.PLATFORM, AgentVersion.CURRENT)
            .verify(release.signedManifest(), release.manifest().version());
    slot.complete(named, release.chunkIndex(), Optional.of(offer().signed()));
    assertThat(documents.channel().orElseThrow().bytes()).isEqualTo(offer().signed().bytes());
    slot.complete(named, release.chunkIndex());
    assertThat(documents.channel()).isEmpty();
  }

  @Test
  void roomBesideIsWhatTheFileSystemHasLess() throws IOException {
    try (FileSystem small =
        Jimfs.newFileSystem(Configuration.unix().toBuilder().setMaxSize(8 << 20).build())) {
      SlotDirectory there = new SlotDirectory(Files.createDirectory(small.getPath("/slot")));
      assertThat(there.hasRoomBeside(1 << 20)).isTrue();
      assertThat(there.hasRoomBeside(7 << 20)).isFalse();
      Files.createDirectory(small.getPath("/slot/incoming"));
      Files.write(small.getPath("/slot/incoming/file"), new byte[3 << 20]);
      assertThat(there.hasRoomBeside(3 << 20)).as("where it lies already").isTrue();
      Files.write(small.getPath("/slot/file"), new byte[3 << 20]);
      assertThat(there.hasRoomBeside(3 << 20)).isFalse();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }

  @Test
  void aManifestThatRottedIsNone() throws IOException {
    slot.complete(verified(), release.chunkIndex());
    Files.write(root.resolve("manifest.json"), new byte[Json.MAX_BYTES + 1]);
    assertThat(documents.manifest()).isEmpty();
    Files.writeString(root.resolve("manifest.json"), "{");
    assertThat(documents.manifest()).isEmpty();
  }

  @Test
  void aDirectoryInPlaceOfTheManifestIsNone() throws IOException {
    Files.createDirectories(root.resolve("manifest.json/garbage"));
    assertThat(documents.manifest()).isEmpty();
    slot.invalidate();
    assertThat(root.resolve("manifest.json")).doesNotExist();
  }

  @Test
  void aManifestThatCannotBeReadIsTheNodesFault() throws IOException {
    Files.createSymbolicLink(root.resolve("manifest.json"), root.resolve("manifest.json"));
    assertThatThrownBy(documents::manifest)
        .isInstanceOf(NodeFault.class)
        .hasMessageContaining("cannot read the slot");
  }

  @Test
  void oneOtherByteInAFileIsTheNodesFault() throws IOException {
    byte[] kernel = Files.readAllBytes(root.resolve("kernel"));
    kernel[kernel.length - 1] ^= 1;
    Files.write(root.resolve("kernel"), kernel);
    assertThatThrownBy(() -> slot.requireContent(release.manifest()))
        .isInstanceOf(NodeFault.class)
        .hasMessageContaining("does not hold what was written")
        .hasMessageContaining("kernel");
  }

  @Test
  void aMissingFileIsTheNodesFault() throws IOException {
    Files.delete(root.resolve("initramfs"));
    assertThatThrownBy(() -> slot.requireContent(release.manifest()))
        .isInstanceOf(NodeFault.class)
        .hasMessageContaining("initramfs");
  }

  @Test
  void agentVersionsAreReadInOneFormAndOrdered() {
    assertThat(AgentVersion.parse("1.10.0")).isGreaterThan(AgentVersion.parse("1.9.9"));
    assertThat(AgentVersion.parse("1.10.0")).hasToString("1.10.0");
    assertThatThrownBy(() -> AgentVersion.parse("1.0")).isInstanceOf(BadInput.class);
  }

  private String mode(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
  }

  private Offer offer() {
    return repository
        .offerVerifier()
        .verify(
            repository.sign(repository.channel(release, 1)),
            DocumentId.ofChannel(1),
            0,
            TestRepository.ISSUED);
  }

  private VerifiedRelease verified() {
    return new ReleaseVerifier(repository.root(), TestRepository.PLATFORM, AgentVersion.CURRENT)
        .verify(release.signedManifest(), offer(), TestRepository.reference(release));
  }
}
