package org.psyopsos.crash;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.psyopsos.grub.ConfigFiles;
import org.psyopsos.io.Command;
import org.psyopsos.io.ProcessCommandRunner;
import org.psyopsos.manifest.Sha256;

/** What {@code fsck.vfat} leaves of an EFI partition that a power cut has damaged. */
class MendedFatTest {

  private static final int KIB = 40 << 10;
  private static final int SAMPLES = 12;
  private static final CrashStates STATES = new CrashStates(6, 64, 1);

  @TempDir private Path directory;
  private Path image;
  private EfiUpdate update;

  @BeforeEach
  void fill() throws IOException {
    image = directory.resolve("efi.img");
    run("mkfs.vfat", "-F", "32", "-s", "1", "-C", image.toString(), String.valueOf(KIB));
    run("mmd", "-i", image.toString(), "::EFI", "::EFI/BOOT", "::grub", "::grub/spare");
    byte[] config = "configuration\n".repeat(100).getBytes(US_ASCII);
    put(EfiUpdate.LOADER, new byte[5000]);
    put(ConfigFiles.CONFIG, config);
    put(ConfigFiles.SUMS, ConfigFiles.sums(Sha256.of(config)));
    put(ConfigFiles.SPARE_CONFIG, config);
    put(ConfigFiles.SPARE_SUMS, ConfigFiles.sums(Sha256.of(config)));
    put("grub/env.a", new byte[] {1});
    put("grub/env.b", new byte[] {2});
    FileTree files = new FatFiles(state());
    update = new EfiUpdate(files, files);
  }

  @Test
  void whatIsHalfWrittenBesideTheFilesTakesNoneOfThemAway() throws IOException {
    CrashState first = state();
    Path log = directory.resolve("writes.log");
    ByteArrayOutputStream entries = new ByteArrayOutputStream();
    int count = record(entries, () -> put("grub/grub.cfg.new", new byte[3000]));
    count += record(entries, () -> put("EFI/BOOT/LOADER.NEW", new byte[1000]));
    Files.write(log, log(count, entries.toByteArray()));
    WriteLog writes = WriteLog.of(log, new Extent(0, (long) KIB << 10));

    List<CrashState> some = STATES.sample(first, writes, SAMPLES);

    assertThat(some).hasSizeBetween(SAMPLES / 2 + 1, SAMPLES);
    int changed = 0;
    for (CrashState state : some) {
      Path copy = directory.resolve("copy.img");
      MendedFat mended = MendedFat.of(state, copy);
      assertThat(mended.complaints()).isEmpty();
      assertThat(update.complaintsAfterMending(new FatFiles(state), mended.files())).isEmpty();
      changed += Arrays.equals(Files.readAllBytes(copy), state.bytes()) ? 0 : 1;
    }
    assertThat(changed).as("states in which something was mended").isPositive();
  }

  @Test
  void aFileThatIsGoneAfterwardsIsTold() throws IOException {
    FatFiles found = new FatFiles(state());
    run("mdel", "-i", image.toString(), "::" + ConfigFiles.SUMS, "::grub/env.a");
    FatFiles mended = MendedFat.of(state(), directory.resolve("copy.img")).files();
    assertThat(update.complaintsAfterMending(found, mended))
        .containsExactly(
            ConfigFiles.SUMS + " is another one after it was mended",
            "grub/env.a is another one after it was mended");
    run("mdel", "-i", image.toString(), "::" + ConfigFiles.SPARE_SUMS, "::" + EfiUpdate.LOADER);
    mended = MendedFat.of(state(), directory.resolve("copy.img")).files();
    assertThat(update.complaintsAfterMending(found, mended))
        .contains("the loader did not survive", "neither grub.cfg nor its spare survived");
  }

  @Test
  void whatCannotBeMendedIsTold() throws IOException {
    CrashState nothing = CrashState.of(new byte[1 << 20]);
    assertThat(MendedFat.of(nothing, directory.resolve("copy.img")).complaints())
        .singleElement()
        .asString()
        .startsWith("fsck.vfat: ");
  }

  private CrashState state() throws IOException {
    return CrashState.of(Files.readAllBytes(image));
  }

  private void put(String path, byte[] content) throws IOException {
    Path file = Files.write(directory.resolve("file"), content);
    run("mcopy", "-o", "-i", image.toString(), file.toString(), "::" + path);
  }

  private static void run(String... command) {
    Map<String, String> environment = Map.of("MTOOLS_SKIP_CHECK", "1");
    new ProcessCommandRunner().runOrFail(Command.of(command).withEnvironment(environment));
  }

  /** Something that changes the image. */
  @FunctionalInterface
  private interface Deed {
    void happen() throws IOException;
  }

  /** Each sector that changed is a request, and a flush follows; gives how many entries that is. */
  private int record(ByteArrayOutputStream entries, Deed deed) throws IOException {
    byte[] before = Files.readAllBytes(image);
    deed.happen();
    byte[] after = Files.readAllBytes(image);
    int count = 0;
    for (int at = 0; at < after.length; at += Extent.SECTOR) {
      int end = at + Extent.SECTOR;
      if (!Arrays.equals(before, at, end, after, at, end)) {
        entries.writeBytes(entry(at / Extent.SECTOR, 1, 0));
        entries.write(after, at, Extent.SECTOR);
        count++;
      }
    }
    entries.writeBytes(entry(0, 0, 1));
    return count + 1;
  }

  private static byte[] entry(long sector, long sectors, long flags) {
    ByteBuffer entry = ByteBuffer.allocate(Extent.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
    return entry.putLong(sector).putLong(sectors).putLong(flags).array();
  }

  private static byte[] log(long count, byte[] entries) {
    byte[] head = WriteLog.empty();
    ByteBuffer log = ByteBuffer.allocate(head.length + entries.length);
    log.order(ByteOrder.LITTLE_ENDIAN).put(head).put(entries).putLong(16, count);
    return log.array();
  }
}
