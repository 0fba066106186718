package org.psyopsos.builder.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code tk.toml} as written: every component is a key, null where it is absent. */
record TkToml(
    @Nullable String repo,
    @Nullable String platform,
    @Nullable Layout layout,
    @Nullable Artifacts artifacts,
    @Nullable Rpi rpi,
    @Nullable Kernel kernel,
    @Nullable Keys keys,
    @Nullable Deaddrop deaddrop,
    @Nullable Output output) {

  record Layout(@Nullable Single efi, @Nullable Single secret, @Nullable Pair slot) {}

  record Single(@Nullable String label, @Nullable Long sizeMib) {}

  record Pair(@Nullable List<String> labels, @Nullable Long sizeMib) {}

  record Artifacts(@Nullable String directory, @Nullable String memtest, @Nullable String grub) {}

  record Rpi(
      @Nullable String firmware,
      @Nullable String uBoot,
      @Nullable Boolean uBootUsb,
      @Nullable List<String> boards,
      @Nullable String config) {}

  record Kernel(@Nullable String arguments) {}

  record Keys(@Nullable String directory) {}

  record Deaddrop(
      @Nullable String url,
      @Nullable String channel,
      @Nullable Long expiresDays,
      @Nullable String endpoint,
      @Nullable String region) {}

  record Output(@Nullable String directory) {}
}
