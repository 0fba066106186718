package org.psyopsos.builder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.failure.NodeFault;
import org.psyopsos.failure.Problem;
import org.psyopsos.failure.Untrusted;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;

class ErrorReportTest {

  private static final String FULL = "No space left on device";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void aFullDiskIsCalledThatWhoeverMeetsIt() {
    Exception ours = new FileSystemException("/out/disk.img", null, FULL);
    Exception writing = new IOException(FULL);
    Exception program =
        new CommandResult(1, "", "mke2fs: " + FULL + " while populating file system")
            .failure(Command.of("mke2fs"));
    for (Exception each : new Exception[] {ours, writing, program}) {
      assertThat(failed(each)).isEqualTo(ExitCode.NODE_FAULT.code());
      assertThat(said()).contains("hint: nothing is left under a final name; make room");
    }
  }

  @Test
  void whatAFileSaysIsNoneOfTheTerminals() {
    failed(
        new Untrusted(
            Untrusted.Reason.MALFORMED,
            Problem.of("malformed document")
                .at("release.json")
                .found("\u001b]0;owned\u0007\u202e")));
    assertThat(said()).isEqualTo("tk: malformed document: release.json; found ?]0;owned??\n");
  }

  @Test
  void whatAToolSaysKeepsItsLines() {
    failed(new NodeFault(Problem.of("mke2fs failed").found("one\ntwo")));
    assertThat(said()).isEqualTo("tk: mke2fs failed; found one\ntwo\n");
  }

  private int failed(Exception thrown) {
    return new ErrorReport(new PrintStream(err, true, StandardCharsets.UTF_8))
        .failed(thrown, false);
  }

  private String said() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
