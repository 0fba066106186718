package org.psyopsos.builder.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.io.Command;

class DebianToolsTest {

  @ParameterizedTest
  @CsvSource({
    "mkfs.vfat, dosfstools",
    "mcopy, mtools",
    "mmd, mtools",
    "mdel, mtools",
    "mke2fs, e2fsprogs",
    "debugfs, e2fsprogs",
    "dumpe2fs, e2fsprogs",
    "grub-mkimage, grub-common",
    "mkimage, u-boot-tools",
    "fdtoverlay, device-tree-compiler",
    "fdtget, device-tree-compiler",
    "fdtput, device-tree-compiler",
    "qemu-img, qemu-utils",
    "bmaptool, bmaptool",
  })
  void ofAMissingProgramThePackageIsTold(String program, String holder) {
    DebianTools tools =
        new DebianTools(
            command -> {
              throw new BadInput(Problem.of("no such program").at(command.program()));
            });
    BadInput refused =
        catchThrowableOfType(BadInput.class, () -> tools.run(Command.of(program, "--version")));
    assertThat(refused.problem().hint()).isEqualTo("apt-get install " + holder);
  }
}
