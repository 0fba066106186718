package org.psyopsos.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStreamTest {

  @TempDir private Path directory;

  @Test
  void onlyTheStreamThatSystemdNamesIsTheJournal() throws IOException {
    Path stream = Files.createFile(directory.resolve("stream"));
    Path descriptor = Files.createSymbolicLink(directory.resolve("2"), stream);
    String name =
        Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");
    assertThat(JournalStream.isJournal(descriptor, name)).isTrue();
    assertThat(JournalStream.isJournal(descriptor, name + "0")).isFalse();
    assertThat(JournalStream.isJournal(descriptor, null)).isFalse();
    assertThat(JournalStream.isJournal(directory.resolve("missing"), name)).isFalse();
  }
}
