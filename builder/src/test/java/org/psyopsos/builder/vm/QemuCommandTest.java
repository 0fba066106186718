package org.psyopsos.builder.vm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class QemuCommandTest {

  private static final UefiFirmware FIRMWARE =
      new UefiFirmware(Path.of("/fw/code.fd"), Path.of("/fw/vars.fd"), false);
  private static final Pc PC = new Pc(FIRMWARE, Accelerator.TCG);
  private static final Drive DRIVE = Drive.raw(Path.of("/a,b.img"));
  private static final QemuCommand.Options DEFAULTS = QemuCommand.Options.defaults();

  @Test
  void whatTheMachineWritesStaysUnlessToldOtherwise() {
    assertThat(arguments(DEFAULTS)).contains("if=none,id=disk0,format=raw,file=/a,,b.img");
    assertThat(new QemuCommand(DRIVE.withSnapshot(true), PC, DEFAULTS).arguments())
        .contains("if=none,id=disk0,format=raw,file=/a,,b.img,snapshot=on");
  }

  @Test
  void theFirmwareOfTheHostIsNeverWritten() {
    assertThat(arguments(DEFAULTS))
        .contains("if=pflash,format=raw,unit=0,readonly=on,file=/fw/code.fd")
        .contains("if=pflash,format=raw,unit=1,snapshot=on,file=/fw/vars.fd");
    assertThat(FIRMWARE.withOwnVariables(Path.of("/own.fd")).arguments())
        .contains("if=pflash,format=raw,unit=1,file=/own.fd");
  }

  @Test
  void aWatchdogThatBarksResets() {
    assertThat(arguments(DEFAULTS)).containsSequence("-device", "i6300esb", "-action");
    assertThat(arguments(DEFAULTS)).contains("watchdog=reset").doesNotContain("-no-reboot");
  }

  @Test
  void whatTheCallerAddsComesLast() {
    List<String> all =
        arguments(
            DEFAULTS.withMemoryMib(512).withSerial("file:/log").withExtra(List.of("-vnc", ":1")));
    assertThat(all)
        .containsSequence("-m", "512")
        .containsSequence("-serial", "file:/log")
        .endsWith("-vnc", ":1");
  }

  @Test
  void acceleratorsBringTheirProcessor() {
    QemuCommand kvm = new QemuCommand(DRIVE, new Pc(FIRMWARE, Accelerator.KVM), DEFAULTS);
    assertThat(kvm.arguments()).containsSequence("-accel", "kvm", "-cpu", "host");
    assertThat(arguments(DEFAULTS)).containsSequence("-accel", "tcg,thread=multi", "-cpu", "max");
  }

  private static List<String> arguments(QemuCommand.Options options) {
    return new QemuCommand(DRIVE, PC, options).arguments();
  }
}
