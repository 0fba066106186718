package org.psyopsos.builder.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.psyopsos.failure.BadInput;
import org.psyopsos.layout.DiskLayout;

class TkSettingsFileTest {

  private static final String LEAST = "repo = \"home\"\nplatform = \"x86_64-uefi\"\n";

  private final FileSystem fileSystem = Jimfs.newFileSystem(Configuration.unix());
  private final Path file = fileSystem.getPath("/project/tk.toml");

  @Test
  void pathsAreRelativeToTheFile() throws IOException {
    TkSettings settings = read(LEAST + "[keys]\ndirectory = \"../keys\"\n");
    assertThat(settings.keys()).isEqualTo(fileSystem.getPath("/keys"));
    assertThat(settings.artifacts()).isEqualTo(fileSystem.getPath("/project/artifacts"));
  }

  @Test
  void whatTheTemplateShowsAsDefaultsAreTheDefaults() throws IOException {
    String template = TkSettingsTemplate.text("home");
    String shown = template.replaceAll("(?m)^# (\\[layout|label|size_mib)", "$1");
    assertThat(shown).isNotEqualTo(template);
    assertThat(read(shown).layout()).isEqualTo(DiskLayout.defaults());
    assertThat(read(shown)).isEqualTo(read(template));
  }

  @Test
  void theTemplateSaysWhatIsTheDefaultAnyway() throws IOException {
    TkSettings least = read(LEAST);
    TkSettings template = read(TkSettingsTemplate.text("home"));
    assertThat(template.deaddrop()).isEqualTo(least.deaddrop());
    assertThat(template.keys()).isEqualTo(least.keys());
    assertThat(template.output()).isEqualTo(least.output());
  }

  @Test
  void aBucketHasPrefixEndpointAndRegion() throws IOException {
    TkSettings settings =
        read(
            LEAST
                + "[deaddrop]\nurl = \"s3://images/pi/\"\n"
                + "endpoint = \"https://s3.example.org:9000\"\nregion = \"eu\"\n");
    assertThat(settings.deaddrop().place())
        .isEqualTo(
            new DeaddropSettings.Bucket(
                "images", "pi/", Optional.of(URI.create("https://s3.example.org:9000")), "eu"));
  }

  @Test
  void aWrongValueIsNamedWithItsKeyAndFile() {
    refused("repo = \"home\"\nplatform = \"amiga\"\n", "/project/tk.toml: platform", "'amiga'");
    refused(LEAST + "[layout.efi]\nsize_mib = 0\n", "/project/tk.toml: layout", "size_mib");
    refused(LEAST + "[deaddrop]\nurl = \"ftp://x\"\n", "/project/tk.toml: deaddrop", "ftp://x");
    refused(LEAST + "[deaddrop]\nexpires_days = 0\n", "/project/tk.toml: deaddrop", "validity");
  }

  @Test
  void twoPartitionsWithOneLabelAreRefused() {
    refused(LEAST + "[layout.slot]\nlabels = [\"a\", \"a\"]\n", "two partitions with one label");
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearestKnownOne() {
    assertThatThrownBy(() -> read(LEAST + "[keys]\ndirectry = \"k\"\n"))
        .isInstanceOfSatisfying(
            BadInput.class,
            e -> {
              assertThat(e.problem().found()).isEqualTo("'keys.directry'");
              assertThat(e.problem().hint()).contains("'directory'");
            });
  }

  private TkSettings read(String text) throws IOException {
    Files.createDirectories(fileSystem.getPath("/project"));
    return TkSettingsFile.read(Files.writeString(file, text));
  }

  private void refused(String text, String... words) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(BadInput.class)
        .hasMessageContainingAll(words);
  }
}
