package org.psyopsos.agent.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.psyopsos.agent.source.Route;
import org.psyopsos.agent.system.NamedDevices;
import org.psyopsos.deaddrop.Hardware;
import org.psyopsos.deaddrop.Recipient;
import org.psyopsos.failure.BadInput;
import org.psyopsos.failure.Problem;
import org.psyopsos.grub.Trial;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.Names;

/** Turns what is written into what is meant, or says which key of which files is wrong. */
final class SettingsCheck {

  private final SettingValues values;

  SettingsCheck(List<Path> files) {
    this.values = new SettingValues(files);
  }

  AgentSettings check(AgentToml toml) {
    values.optional("poll_interval", toml.pollInterval(), SettingValues::duration);
    RebootPolicy reboot =
        values.defaulted("reboot", toml.reboot(), RebootPolicy.AT_ONCE, RebootPolicy::ofId);
    return new AgentSettings(
        new Route(
            values.value("deaddrop", toml.deaddrop(), null, DeaddropAddress::of),
            values.optional("proxy", toml.proxy(), ProxyAddress::of)),
        recipient(toml),
        values.defaulted(
            "boot_attempts",
            toml.bootAttempts(),
            AgentSettings.DEFAULT_ATTEMPTS,
            SettingValues.between("not a number of boot attempts", 1, Trial.MAX_ATTEMPTS)),
        reboot,
        values.defaulted(
            "commit_deadline",
            toml.commitDeadline(),
            AgentSettings.DEFAULT_COMMIT_DEADLINE,
            SettingValues::duration),
        new GateSettingsCheck(values).check(toml, reboot),
        new HealthSettingsCheck(values).check(toml.health()),
        values.optional("textfile", toml.textfile(), SettingsCheck::textfile),
        devices(toml.devices()));
  }

  private NamedDevices devices(@Nullable DevicesToml toml) {
    return toml == null
        ? NamedDevices.NONE
        : new NamedDevices(
            values.optional("devices.a", toml.a(), SettingsCheck::device),
            values.optional("devices.b", toml.b(), SettingsCheck::device),
            values.optional("devices.efisys", toml.efisys(), SettingsCheck::device));
  }

  private static String device(String text) {
    if (!text.startsWith("/") || text.indexOf('\0') >= 0) {
      throw new BadInput(
          Problem.of("not a device")
              .expected("an absolute path such as \"/dev/disk/by-partlabel/psyopsOS-A\"")
              .found("\"" + text + "\""));
    }
    return SettingValues.path(text).toString();
  }

  private Recipient recipient(AgentToml toml) {
    Platform platform = values.value("platform", toml.platform(), null, Platform::ofId);
    String repo =
        values.value("repo", toml.repo(), null, name -> Names.require("repository", name));
    Optional<String> node =
        values.optional("node", toml.node(), name -> Names.require("node", name));
    Optional<String> hardware = values.optional("hardware", toml.hardware(), Hardware::require);
    return values.value(
        "channel",
        toml.channel(),
        null,
        name -> new Recipient(repo, name, platform, node, hardware));
  }

  /**
   * Node_exporter reads no other names, and a name alone would lie in the agent's own directory.
   */
  private static Path textfile(String text) {
    if (!text.startsWith("/") || !text.endsWith(".prom") || text.indexOf('\0') >= 0) {
      throw new BadInput(
          Problem.of("not a file for node_exporter")
              .expected("an absolute path that ends with .prom")
              .found("\"" + text + "\""));
    }
    return SettingValues.path(text);
  }
}
