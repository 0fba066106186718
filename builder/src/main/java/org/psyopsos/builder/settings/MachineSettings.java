package org.psyopsos.builder.settings;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.psyopsos.builder.devicetree.Board;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Platform;

/** What is special about one kind of machine. */
public sealed interface MachineSettings {

  Platform platform();

  /** Whose device trees every release must hold. */
  List<Board> boards();

  /**
   * A PC.
   *
   * @param memtest memtest86+'s EFI program, where it is wanted in the menu
   */
  record Pc(Optional<Path> memtest) implements MachineSettings {
    @Override
    public Platform platform() {
      return Platform.X86_64_UEFI;
    }

    @Override
    public List<Board> boards() {
      return List.of();
    }
  }

  /**
   * Raspberry Pi 3 and 4.
   *
   * @param firmware the directory with VideoCore's firmware
   * @param uBoot the directory with {@code rpi_3/u-boot.bin} and {@code rpi_4/u-boot.bin}
   * @param uBootUsb whether U-Boot starts USB before it looks for a disk
   * @param boards at least one
   * @param config lines for the end of {@code config.txt}
   */
  record RaspberryPi(
      Path firmware, Path uBoot, boolean uBootUsb, List<Board> boards, Optional<Path> config)
      implements MachineSettings {

    public RaspberryPi {
      boards = List.copyOf(boards);
      if (boards.isEmpty()) {
        throw new BadInput(Problem.of("no board to make releases for").expected("at least one"));
      }
      Set<Board> seen = new HashSet<>();
      for (Board board : boards) {
        if (!seen.add(board)) {
          throw new BadInput(Problem.of("a board is named twice").found(board.dtb()));
        }
      }
    }

    @Override
    public Platform platform() {
      return Platform.AARCH64_RPI;
    }
  }
}
