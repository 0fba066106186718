package org.psyopsos.agent.settings;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import okhttp3.HttpUrl;
import org.psyopsos.testing.Foreign;

class AgentSettingsFuzzTest {

  private static final FileSystem MEMORY = Jimfs.newFileSystem(Configuration.unix());
  private static final Path CONFIG = MEMORY.getPath("/node-agent.toml");
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Path SECRET = MEMORY.getPath("/secret.toml");

  @FuzzTest(maxExecutions = 3_000)
  void whatIsAcceptedCanBeUsed(byte[] toml) {
    write(toml);
    Foreign.read(() -> AgentSettings.read(CONFIG, SECRET)).ifPresent(AgentSettingsFuzzTest::check);
  }

  private static void check(AgentSettings accepted) {
    HttpUrl base = HttpUrl.get(accepted.deaddrop());
    assertThat(base).isNotNull();
    assertThat(base.encodedPath()).endsWith("/");
    assertThat(base.fragment()).isNull();
    assertThat(base.query()).isNull();
    accepted.route().proxy().ifPresent(proxy -> assertThat(proxy.getPort()).isBetween(1, 65535));
    accepted.devices().a().ifPresent(device -> assertThat(device).startsWith("/"));
    accepted.gate().windows().ifPresent(AgentSettingsFuzzTest::opensAndIsOpen);
  }

  private static void opensAndIsOpen(TimeWindows windows) {
    windows
        .nextOpening(NOW)
        .ifPresent(
            opens -> {
              assertThat(opens).isAfter(NOW);
              assertThat(windows.contains(opens)).isTrue();
            });
  }

  private static void write(byte[] toml) {
    try {
      Files.write(CONFIG, toml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
