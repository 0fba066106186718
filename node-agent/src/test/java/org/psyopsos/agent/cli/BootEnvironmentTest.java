package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.psyopsos.agent.metrics.PublicState;
import org.psyopsos.agent.system.NodePaths;
import org.psyopsos.agent.testing.FakeNode.Ended;
import org.psyopsos.agent.testing.NodeFixture;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.grub.BootState;
import org.psyopsos.layout.Slot;
import org.psyopsos.testing.TestRelease;

/** A boot environment of which one copy, or both, are worth nothing. */
class BootEnvironmentTest extends NodeFixture {

  /** A directory takes no bytes, as a bad sector does. */
  private void breakCopy(String name) throws IOException {
    Path copy = node.efiDirectory().resolve("grub").resolve(name);
    Files.delete(copy);
    Files.createDirectory(copy);
  }

  private void follow() {
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.B);
    assertThat(node.run("commit").exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"env.a", "env.b"})
  void aNodeWithOneCopyOfTheBootEnvironmentStaysWhereItIs(String broken) throws IOException {
    follow();
    breakCopy(broken);
    for (int boot = 0; boot < 8; boot++) {
      assertThat(node.boot()).isEqualTo(Slot.B);
      Ended up = node.run("commit");
      assertThat(up.exitCode()).as(up.err()).isZero();
      assertThat(up.err()).contains("cannot write the boot environment", broken);
    }
    Ended run = node.run("run");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(node.run("status").out())
        .contains("warning      boot environment damaged: " + broken);
    assertThat(new PublicState(new NodePaths(node.root()).publicState()).health())
        .content()
        .contains("boot-environment-damaged");
  }

  @Test
  void withOneCopyOfTheBootEnvironmentNothingIsInstalledAndAPersonGoesBack() throws IOException {
    follow();
    deaddrop.publish(repository, TestRelease.of(repository, "20261121-120000"), 3);
    breakCopy("env.a");
    Map<String, String> environment = node.environment();
    Ended apply = node.run("apply");
    assertThat(apply.exitCode()).isEqualTo(ExitCode.NOTHING_TO_DO.code());
    assertThat(apply.out()).contains("cannot be mended", "env.a");
    assertThat(node.run("why", "--json").out()).contains("boot-environment-damaged");
    assertThat(node.environment()).isEqualTo(environment);
    assertThat(node.run("rollback").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.run("commit").exitCode()).isZero();
    assertThat(node.bootState().committed()).isEqualTo(Slot.A);
  }

  @ParameterizedTest
  @ValueSource(strings = {"commit", "rollback"})
  void aTrialEndsWithOneCopyOfTheBootEnvironment(String command) throws IOException {
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.B);
    breakCopy("env.b");
    Ended ended = node.run(command);
    assertThat(ended.exitCode()).as(ended.err()).isZero();
    assertThat(node.boot()).isEqualTo(command.equals("commit") ? Slot.B : Slot.A);
    assertThat(node.bootState().trial()).isEmpty();
  }

  /** GRUB said of this boot that it is a trial. */
  @Test
  void aTrialWhoseEnvironmentIsLostIsJudgedByItsHealth() throws IOException {
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.B);
    node.healthCheck("20-bad", "#!/bin/sh\nexit 1\n");
    loseEnvironment();
    Ended ended = node.run("commit");
    assertThat(ended.exitCode()).as(ended.out()).isEqualTo(ExitCode.HEALTH_FAILED.code());
    assertThat(node.boot()).isEqualTo(Slot.A);
    assertThat(node.run("commit").exitCode()).isZero();
    assertThat(node.run("apply").exitCode()).isEqualTo(ExitCode.NOTHING_TO_DO.code());
  }

  @Test
  void aHealthyTrialWhoseEnvironmentIsLostIsCommitted() throws IOException {
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.B);
    loseEnvironment();
    deaddrop.publish(repository, TestRelease.of(repository, "20261121-120000"), 3);
    Map<String, String> wayBack = node.content(Slot.A);
    assertThat(node.run("apply").exitCode()).isEqualTo(ExitCode.NOTHING_TO_DO.code());
    assertThat(node.content(Slot.A)).isEqualTo(wayBack);
    assertThat(node.run("commit").exitCode()).isZero();
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.B));
  }

  @Test
  void withoutAWayBackWhatRunsIsCommitted() throws IOException {
    assertThat(node.run("apply").exitCode()).isZero();
    assertThat(node.boot()).isEqualTo(Slot.B);
    Files.delete(node.slot(Slot.A).resolve("manifest.json"));
    loseEnvironment();
    assertThat(node.run("commit").exitCode()).isZero();
    assertThat(node.bootState()).isEqualTo(BootState.committed(Slot.B));
  }

  private void loseEnvironment() throws IOException {
    for (String copy : List.of("env.a", "env.b")) {
      Files.write(node.efiDirectory().resolve("grub").resolve(copy), new byte[1024]);
    }
  }
}
