package org.psyopsos.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Platform;
import org.psyopsos.layout.Slot;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * A card in a reader, {@code /dev/sda}, with the same labels and file systems as the disk that the
 * node runs from. Nobody reads or writes it, until it is named.
 */
record SpareCard(Path image) {

  /** Tells of sectors read and written, below the prompt, and again whenever these change. */
  private static final String WATCH =
      "until [ -e /dev/sda4 ]; do sleep 1; done; udevadm settle; (last=; while :; do"
          + " read -r _ _ r _ _ _ w _ </sys/block/sda/stat; [ \"$r $w\" = \"$last\" ] ||"
          + " printf '\\ncard: %s %s\\n' $r $w; last=\"$r $w\"; sleep 1; done) &";

  private static final String TOLD = "^card: [0-9]+ [0-9]+$";
  private static final String NOTHING_WRITTEN = "^card: [0-9]+ 0$";

  /** The one that is plugged into a node. */
  static SpareCard of(String node) {
    return new SpareCard(NodeUnderTest.directory(node).resolve("spare.img"));
  }

  /**
   * A copy of the node's own disk, made unique as every card is when it is flashed.
   *
   * @param machine what `tk vm` is told besides
   */
  List<String> besides(Path disk, List<String> machine) throws IOException {
    Programs.run("cp", "--sparse=always", disk.toString(), image.toString());
    Programs.run("sgdisk", "--randomize-guids", image.toString());
    return UsbDisk.plugged(Platform.X86_64_UEFI, machine, image, "readonly=off");
  }

  /** From here on, until the node restarts, the console tells what happens to the card. */
  static void watch(NodeUnderTest node) {
    node.shows(WATCH, NOTHING_WRITTEN);
  }

  /** Nothing has happened to it since it was watched, in so many boots of this machine. */
  static void isUntouched(NodeUnderTest node, int boots) {
    assertThat(node.saidSoFar(TOLD)).hasSize(boots).allMatch(line -> line.matches(NOTHING_WRITTEN));
  }

  /** A release was written to slot B of the card, and is to be tried. */
  void offersItself(ReleaseVersion version) throws IOException {
    Path scratch = Files.createDirectories(image.resolveSibling("spare"));
    DiskInspection written = DiskInspection.of(image, scratch);
    BootState state = written.bootState();
    assertThat(state.committed()).isEqualTo(Slot.A);
    assertThat(state.trial()).isPresent();
    assertThat(written.intactRelease(Slot.B)).isEqualTo(version);
  }
}
