package org.psyopsos.builder.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class QemuCommandTest {

  private static final UefiFirmware FIRMWARE =
      new UefiFirmware(Path.of("/fw/code.fd"), Path.of("/tmp/vars.fd"));

  @Test
  void writesPersistUnlessToldOtherwise() {
    assertThat(command(QemuCommand.Options.defaults()))
        .contains("if=none,id=disk0,format=raw,file=/a,,b.img")
        .contains("-action", "watchdog=reset")
        .doesNotContain("-no-reboot");
    assertThat(command(QemuCommand.Options.defaults().withSnapshot(true)))
        .contains("if=none,id=disk0,format=raw,file=/a,,b.img,snapshot=on");
  }

  @Test
  void extraArgumentsComeLast() {
    QemuCommand.Options options =
        QemuCommand.Options.defaults().withReboot(false).withExtra(List.of("-vnc", ":1"));
    assertThat(command(options)).contains("-no-reboot").endsWith("-vnc", ":1");
  }

  private static List<String> command(QemuCommand.Options options) {
    return new QemuCommand(Path.of("/a,b.img"), FIRMWARE, Accelerator.TCG, options).arguments();
  }
}
