package org.psyopsos.builder.settings;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.psyopsos.builder.devicetree.Board;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.layout.Platform;

/**
 * Takes what is special about a platform out of {@code tk.toml}; what is for another is refused.
 */
final class MachineSettingsReader {

  private static final String FIRMWARE = "/usr/lib/raspi-firmware";
  private static final String U_BOOT = "/usr/lib/u-boot";

  private final SettingsPaths paths;
  private final Platform platform;

  MachineSettingsReader(SettingsPaths paths, Platform platform) {
    this.paths = paths;
    this.platform = platform;
  }

  /** Of {@code artifacts.memtest}. */
  Optional<Path> memtest(@Nullable String given) {
    Optional<Path> memtest = paths.optional(given);
    if (memtest.isPresent()) {
      requirePlatform(Platform.X86_64_UEFI, "take artifacts.memtest out of the settings file");
    }
    return memtest;
  }

  /** Of {@code [rpi]}; empty on a platform that has none. */
  Optional<MachineSettings> rpi(TkToml.@Nullable Rpi given) {
    if (given != null) {
      requirePlatform(Platform.AARCH64_RPI, "take [rpi] out of the settings file");
      return Optional.of(raspberryPi(given));
    }
    return platform == Platform.AARCH64_RPI
        ? Optional.of(raspberryPi(new TkToml.Rpi(null, null, null, null, null)))
        : Optional.empty();
  }

  private MachineSettings raspberryPi(TkToml.Rpi given) {
    return new MachineSettings.RaspberryPi(
        paths.directory(given.firmware(), FIRMWARE),
        paths.directory(given.uBoot(), U_BOOT),
        Boolean.TRUE.equals(given.uBootUsb()),
        given.boards() == null
            ? Board.raspberryPis()
            : given.boards().stream().map(Board::new).toList(),
        paths.optional(given.config()));
  }

  private void requirePlatform(Platform needed, String hint) {
    if (platform != needed) {
      throw new BadInput(
          Problem.of("a setting for another platform")
              .expected(needed)
              .found(platform)
              .hint(hint + ", or change platform"));
    }
  }
}
