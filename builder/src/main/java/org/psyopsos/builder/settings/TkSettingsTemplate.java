package org.psyopsos.builder.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Names;

/** A commented {@code tk.toml} to start from. */
public final class TkSettingsTemplate {

  private TkSettingsTemplate() {}

  /**
   * Writes {@code tk.toml} into {@code directory}, which is made where it is missing.
   *
   * @return the file
   * @throws BadInput where there is one already
   */
  public static Path write(Path directory, String repo, Platform platform) throws IOException {
    String text = text(repo, platform);
    Files.createDirectories(directory);
    Path file = directory.resolve(TkSettings.FILE_NAME);
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new BadInput(
          Problem.of("there is a settings file already")
              .at(file)
              .hint("edit it, or name another directory"),
          e);
    }
    return file;
  }

  static String text(String repo, Platform platform) throws IOException {
    Names.require("repository", repo);
    return resource(TkSettings.FILE_NAME)
        .replace("@REPO@", repo)
        .replace("@PLATFORM@", platform.id())
        .replace("@CONSOLES@", consoles(platform))
        .replace("@GRUB_TARGET@", platform.grubTarget())
        .replace("@MACHINE@\n", resource("tk-" + platform.id() + ".toml"));
  }

  private static String consoles(Platform platform) {
    return switch (platform) {
      case X86_64_UEFI -> "console=tty0 console=ttyS0,115200";
      case AARCH64_RPI -> "console=tty0 console=ttyS1,115200";
    };
  }

  private static String resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TkSettingsTemplate.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
