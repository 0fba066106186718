package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.psyopsos.agent.testing.FakeDisk;
import org.psyopsos.agent.testing.FakeNode;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.SmallDiskFixture;
import org.psyopsos.agent.testing.TestDeaddrop;
import org.psyopsos.deaddrop.Addressee;
import org.psyopsos.deaddrop.ChannelDocument;
import org.psyopsos.deaddrop.ChannelDocumentCodec;
import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.deaddrop.DocumentId;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;
import org.psyopsos.testing.TestKey;
import org.psyopsos.testing.TestRelease;
import org.psyopsos.testing.TestRepository;
import org.psyopsos.trust.SignedDocument;

/** What a node does not take, and that it keeps what it has. */
class RefusalTest extends SmallDiskFixture {

  private static final String DOCUMENT =
      DocumentId.ofChannel(2).name(TestRepository.CHANNEL, TestRepository.PLATFORM);

  private final String tarball = DeaddropNames.tarball(v2.manifest());
  private final String manifest = DeaddropNames.manifest(v2.manifest());

  @Test
  void aDocumentForAnotherPlatform() {
    ChannelDocument good = repository.channel(v2, 2);
    ChannelDocument foreign =
        new ChannelDocument(
            Addressee.all(TestRepository.REPO, TestRepository.CHANNEL, Platform.AARCH64_RPI),
            good.seq(),
            good.issued(),
            good.expires(),
            good.release(),
            good.stops(),
            good.esp(),
            good.minimumSeq(),
            good.halted(),
            good.recalled());
    deaddrop.put(repository.channelKey.signed(DOCUMENT, ChannelDocumentCodec.write(foreign)));
    refused(ExitCode.UNTRUSTED, "another platform", "x86_64-uefi", "aarch64-rpi");
    assertThat(deaddrop.requests()).noneMatch(name -> name.startsWith("os/"));
  }

  @Test
  void aChannelDocumentWithABadSignature() {
    byte[] changed = deaddrop.get(DOCUMENT);
    changed[changed.length - 3] ^= 1;
    deaddrop.put(DOCUMENT, changed);
    refused(ExitCode.UNTRUSTED, DOCUMENT);
  }

  @Test
  void aManifestWithABadSignature() {
    byte[] signature = deaddrop.get(DeaddropNames.signature(manifest));
    int inTheSignature = new String(signature, StandardCharsets.US_ASCII).indexOf('\n') + 40;
    signature[inTheSignature] = (byte) (signature[inTheSignature] == 'A' ? 'B' : 'A');
    deaddrop.put(DeaddropNames.signature(manifest), signature);
    refused(ExitCode.UNTRUSTED, manifest);
  }

  @Test
  void aMissingSignature() {
    deaddrop.remove(DeaddropNames.signature(manifest));
    refused(ExitCode.UNREACHABLE, DeaddropNames.signature(manifest), "HTTP 404");
  }

  @Test
  void aForeignSignature() {
    TestKey stranger = new TestKey("stranger");
    deaddrop.put(stranger.signed(DOCUMENT, deaddrop.get(DOCUMENT)));
    refused(ExitCode.UNTRUSTED, "may not sign", stranger.publicKey().id().hex());
  }

  @Test
  void aManifestSignedByTheChannelsKey() {
    SignedDocument wrongRole = repository.channelKey.signed(manifest, deaddrop.get(manifest));
    deaddrop.put(wrongRole);
    refused(ExitCode.UNTRUSTED, "may not sign for the role release");
  }

  @Test
  void aTruncatedTarball() {
    byte[] whole = deaddrop.get(tarball);
    deaddrop.put(tarball, Arrays.copyOf(whole, whole.length - 1));
    refused(ExitCode.UNTRUSTED, "does not have the signed size", tarball);
    assertThat(node.content(Slot.B)).isEmpty();
  }

  @Test
  void aTarballThatBreaksOff() {
    byte[] whole = deaddrop.get(tarball);
    deaddrop.answer(
        tarball,
        exchange -> {
          exchange.sendResponseHeaders(200, whole.length);
          exchange.getResponseBody().write(whole, 0, whole.length / 2);
          exchange.getResponseBody().flush();
        });
    refused(ExitCode.UNREACHABLE, "transfer", tarball);
  }

  @Test
  void aTarballOfUnknownLength() {
    byte[] whole = deaddrop.get(tarball);
    deaddrop.answer(
        tarball,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(whole);
          exchange.getResponseBody().close();
        });
    refused(ExitCode.UNREACHABLE, "no transfer encoding", "chunked");
  }

  @Test
  void anAlteredTarballThenTheRightOne() {
    byte[] right = deaddrop.get(tarball);
    byte[] changed = right.clone();
    changed[right.length / 2] ^= 1;
    deaddrop.put(tarball, changed);
    refused(ExitCode.UNTRUSTED, "other bytes than were signed");
    deaddrop.put(tarball, right);
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.bootState().trial()).isPresent();
  }

  @Test
  void anUnreachableDeaddrop() {
    deaddrop.close();
    refused(ExitCode.UNREACHABLE, "does not answer", deaddrop.url());
  }

  @Test
  void aDeaddropThatIsNotThere() {
    node.configure(deaddrop.url() + "nowhere/");
    refused(ExitCode.UNREACHABLE, "HTTP 404", "nowhere/channels/");
  }

  @Test
  void aHalfPublishedRelease() {
    deaddrop.remove(tarball);
    refused(ExitCode.UNREACHABLE, "HTTP 404", tarball, "being published right now");
    assertThat(node.content(Slot.B)).isEmpty();
  }

  @Test
  void aServerThatAsksToBeLeftAlone() {
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "120");
          exchange.sendResponseHeaders(503, -1);
        });
    refused(ExitCode.UNREACHABLE, "HTTP 503");
  }

  @Test
  void anAnswerFromAnotherServer() {
    deaddrop.answer(
        TestDeaddrop.LATEST,
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://localhost:1/latest");
          exchange.sendResponseHeaders(302, -1);
        });
    refused(ExitCode.UNREACHABLE, "elsewhere", "http://localhost:1/latest");
  }

  @Test
  void somethingThatIsNoDeaddrop() {
    deaddrop.put(
        TestDeaddrop.LATEST, "log in\u001b[2J".repeat(9999).getBytes(StandardCharsets.UTF_8));
    Ended ended = refused(ExitCode.UNREACHABLE, "not a sequence number", "log in");
    assertThat(ended.err()).doesNotContain("\u001b");
  }

  @Test
  void anExpiredDocument() {
    node.clock(TestRepository.EXPIRES.plusSeconds(1));
    refused(ExitCode.UNTRUSTED, "expired");
  }

  @Test
  void aClockInThePastMakesNothingYounger() {
    node.clock(java.time.Instant.EPOCH);
    assertThat(node.run("apply").exitCode()).isZero();
  }

  @Test
  void anOlderDocumentThanTheCommittedOne() {
    deaddrop.publish(repository, v2, 7);
    node.run("apply");
    node.boot();
    node.run("commit");
    deaddrop.publish(repository, TestRelease.of(repository, "20261121-120000"), 6);
    refused(ExitCode.UNTRUSTED, "older than one that this node has followed", "7 or more");
  }

  @Test
  void anotherDocumentUnderAKnownNumber() {
    node.run("apply");
    node.boot();
    node.run("commit");
    deaddrop.publish(repository, TestRelease.of(repository, "20261121-120000"), 2);
    refused(ExitCode.UNTRUSTED, "two channel documents with one sequence number");
  }

  @Test
  void anOlderVersion() {
    deaddrop.publish(repository, TestRelease.of(repository, "20261120-100000"), 3);
    refused(ExitCode.NOTHING_TO_DO);
  }

  @Test
  void aHaltedRolloutAndARecalledVersion() {
    deaddrop.offer(repository, changed(3, true, List.of()));
    refused(ExitCode.NOTHING_TO_DO);
    deaddrop.offer(repository, changed(4, false, List.of(v2.manifest().version())));
    refused(ExitCode.NOTHING_TO_DO);
  }

  @Test
  void aReleaseThatIsLargerThanTheSlot() {
    Map<String, byte[]> large = new LinkedHashMap<>();
    large.put("kernel", TestRelease.content("kernel", 9000));
    large.put("squashfs", TestRelease.content("squashfs", 3 << 20));
    deaddrop.publish(
        repository,
        TestRelease.of(repository, "20261121-120000", TestRepository.PLATFORM, large),
        3);
    refused(ExitCode.NODE_FAULT, "larger than the slot");
    assertThat(node.content(Slot.B)).isEmpty();
    assertThat(deaddrop.requests()).noneMatch(name -> name.endsWith(".tar"));
  }

  @Test
  void anUnknownKeyInTheSettings() {
    node.configure(deaddrop.url(), "reboots = \"never\"");
    refused(ExitCode.USAGE, "unknown key", "'reboots'", "did you mean 'reboot'?");
    node.configure(deaddrop.url());
    node.write(
        "run/psyops/secret/node-agent.toml", "chanel = \"x\"".getBytes(StandardCharsets.UTF_8));
    refused(ExitCode.USAGE, "secret", "'chanel'", "did you mean 'channel'?");
  }

  @Test
  void aSlotThatIsMountedElsewhere() throws IOException {
    node.disk().mountElsewhere(FakeNode.device(Slot.B), node.root().resolve("mnt/rescue"));
    refused(ExitCode.NODE_FAULT, "is mounted", "mnt/rescue", "umount");
  }

  @Test
  void aDamagedSlotIsMendedAndOneBeyondThatMadeNew() {
    node.disk().breakFileSystem(FakeNode.device(Slot.B), true);
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.disk().log())
        .contains("e2fsck -p /dev/vda4")
        .noneMatch(c -> c.startsWith("mke2fs"));
    node.disk().breakFileSystem(FakeNode.device(Slot.B), false);
    deaddrop.publish(repository, TestRelease.of(repository, "20261121-120000"), 3);
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.disk().log())
        .contains(
            "mke2fs -q -F -t ext4 -m 0 -O ^metadata_csum_seed,^orphan_file -L psyopsOS-B /dev/vda4");
  }

  @Test
  void aPersonWithoutTheRight() {
    node.superuser(false);
    refused(ExitCode.NODE_FAULT, "run as root", "sudo");
  }

  @Test
  void anEmptyBootEnvironmentIsMendedFirst() throws IOException {
    node.run("commit");
    Files.write(node.efiDirectory().resolve("grub/env.a"), new byte[1024]);
    Files.delete(node.efiDirectory().resolve("grub/env.b"));
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("boot environment mended: env.b: missing");
    assertThat(node.bootState().trial()).isPresent();
    assertThat(node.bootState().committed()).isEqualTo(Slot.A);
  }

  @Test
  void anEnvironmentThatWasDestroyedBeforeTheBootIsNoReasonToStayBehind() throws IOException {
    Files.write(node.efiDirectory().resolve("grub/env.a"), new byte[1024]);
    Files.delete(node.efiDirectory().resolve("grub/env.b"));
    node.boot();
    assertThat(node.run("run").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.B);
  }

  /** As if GRUB had been loaded from another partition, with an environment of its own. */
  @Test
  void nothingIsInstalledWhereGrubReadsAnotherEnvironment() throws IOException {
    Path command = node.root().resolve("proc/cmdline");
    String byGrub = Files.readString(command).replaceFirst("gen=[0-9]{8}", "gen=00000041");
    Files.writeString(command, byGrub);
    String why =
        "GRUB decided by generation 00000041 of the boot environment, and the agent found 00000002";
    for (String[] apply :
        List.of(
            new String[] {"apply"},
            new String[] {"apply", "--version", v2.manifest().version().value()})) {
      Ended ended = node.run(apply);
      assertThat(ended.exitCode()).isEqualTo(ExitCode.NOTHING_TO_DO.code());
      assertThat(ended.out()).contains(why);
    }
    assertThat(node.bootState().trial()).isEmpty();
    assertThat(node.run("why", "--json").out()).contains("boot-unproven", "generation 00000041");
    assertThat(node.run("status").out())
        .contains("warning      GRUB decided by generation 00000041");
  }

  /** It flipped, and GRUB never saw that: no reboot can help. */
  @Test
  void aFlipThatGrubDoesNotSeeLeadsToOneRebootNotToOneAfterTheOther() throws IOException {
    assertThat(node.run("run").exitCode()).isZero();
    assertThat(node.rebootAsked()).isTrue();
    Path command = node.root().resolve("proc/cmdline");
    String stale = Files.readString(command);
    node.boot();
    node.bootByMenu(Slot.A);
    Files.writeString(command, stale);
    node.disk().clearLog();
    node.run("commit");
    assertThat(node.run("run").exitCode()).isZero();
    assertThat(node.rebootAsked()).isFalse();
    assertThat(node.run("why", "--json").out()).contains("boot-unproven");
  }

  /** The attempts stay as they are, and so would the wish for a reboot. */
  @Test
  void aTrialThatGrubMayNotBeginLeadsToOneRebootNotToOneAfterTheOther() {
    assertThat(node.run("run").exitCode()).isZero();
    assertThat(node.rebootAsked()).isTrue();
    BootState staged = node.bootState();
    node.protectedByFirmware(true);
    for (int boot = 0; boot < 3; boot++) {
      assertThat(node.boot()).isEqualTo(Slot.A);
      node.disk().clearLog();
      Ended judged = node.run("commit");
      assertThat(judged.exitCode()).isZero();
      assertThat(judged.out()).contains(v2.manifest().version() + " waits in slot B and could not");
      assertThat(judged.err()).contains("GRUB could not write to the EFI partition");
      assertThat(node.run("run").exitCode()).isZero();
      assertThat(node.rebootAsked()).isFalse();
    }
    assertThat(node.bootState()).isEqualTo(staged);
    assertThat(node.run("why", "--json").out()).contains("boot-unproven", "does the firmware");
    assertThat(node.run("status").out()).contains("warning      GRUB could not write");
    node.protectedByFirmware(false);
    assertThat(node.boot()).isEqualTo(Slot.B);
    assertThat(node.run("commit").exitCode()).isZero();
    assertThat(node.bootState().committed()).isEqualTo(Slot.B);
  }

  /** Each boot is counted, so it is known before anything is tried. */
  @Test
  void nothingIsInstalledWhereGrubMayNotWrite() {
    node.protectedByFirmware(true);
    node.boot();
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).isEqualTo(ExitCode.NOTHING_TO_DO.code());
    assertThat(ended.out()).contains("GRUB could not write");
    assertThat(node.bootState().trial()).isEmpty();
    assertThat(node.content(Slot.B)).isEmpty();
  }

  /** It would wait for the first boot in which GRUB can, and bring the old version then. */
  @Test
  void nobodyGoesBackWhereGrubMayNotWrite() throws IOException {
    assertThat(node.run("run").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.B);
    assertThat(node.run("commit").exitCode()).isZero();
    node.protectedByFirmware(true);
    node.boot();
    node.disk().clearLog();
    Map<String, String> environment = node.environment();
    Ended ended = node.run("rollback");
    assertThat(ended.exitCode()).isEqualTo(ExitCode.NODE_FAULT.code());
    assertThat(ended.err()).contains("GRUB could not write", "nothing was changed");
    assertThat(node.environment()).isEqualTo(environment);
    assertThat(node.rebootAsked()).isFalse();
    node.protectedByFirmware(false);
    node.boot();
    assertThat(node.run("rollback").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.A);
  }

  private ChannelDocument changed(long seq, boolean halted, List<ReleaseVersion> recalled) {
    ChannelDocument good = repository.channel(v2, seq);
    return new ChannelDocument(
        good.addressee(),
        seq,
        good.issued(),
        good.expires(),
        good.release(),
        good.stops(),
        good.esp(),
        good.minimumSeq(),
        halted,
        recalled);
  }

  /** Runs {@code apply}; afterwards the boot environment and the running slot are as before. */
  private Ended refused(ExitCode code, String... told) {
    Map<String, String> environment = node.environment();
    Map<String, String> running = node.content(Slot.A);
    node.disk().clearLog();
    Ended ended = node.run("apply");
    assertThat(ended.exitCode()).as(ended.err() + ended.out()).isEqualTo(code.code());
    assertThat(List.of(told)).allSatisfy(text -> assertThat(ended.err()).contains(text));
    assertThat(node.environment()).isEqualTo(environment);
    assertThat(node.content(Slot.A)).isEqualTo(running);
    assertThat(node.rebootAsked()).isFalse();
    assertThat(node.disk().mounts().keySet()).doesNotContain(FakeDisk.ENTRIES.get(0).device());
    return ended;
  }
}
