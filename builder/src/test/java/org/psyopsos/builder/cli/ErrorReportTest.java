package org.psyopsos.builder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.ExitCode;
import org.psyopsos.io.Command;
import org.psyopsos.io.CommandResult;

class ErrorReportTest {

  private static final String FULL = "No space left on device";

  @Test
  void aFullDiskIsCalledThatWhoeverMeetsIt() {
    Exception ours = new FileSystemException("/out/disk.img", null, FULL);
    Exception writing = new IOException(FULL);
    Exception program =
        new CommandResult(1, "", "mke2fs: " + FULL + " while populating file system")
            .failure(Command.of("mke2fs"));
    for (Exception each : new Exception[] {ours, writing, program}) {
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      int code =
          new ErrorReport(new PrintStream(err, true, StandardCharsets.UTF_8)).failed(each, false);
      assertThat(code).isEqualTo(ExitCode.NODE_FAULT.code());
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains("hint: nothing is left under a final name; make room");
    }
  }
}
