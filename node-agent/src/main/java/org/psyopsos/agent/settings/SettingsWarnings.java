package org.psyopsos.agent.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What works, and gives a secret away. */
public final class SettingsWarnings {

  private SettingsWarnings() {}

  /**
   * What to tell about these settings.
   *
   * @param secret the file of the secret partition, which need not exist
   */
  public static List<String> of(AgentSettings settings, Path secret) {
    List<String> warnings = new ArrayList<>();
    if (isOpen(secret)) {
      warnings.add(secret + " can be read by everybody on this node; expected mode 600");
    }
    if (settings.deaddrop().getUserInfo() != null && isPlain(settings)) {
      warnings.add(
          "the password for " + settings.shownDeaddrop() + " is sent unencrypted; use https");
    }
    return warnings;
  }

  private static boolean isPlain(AgentSettings settings) {
    return "http".equals(settings.deaddrop().getScheme());
  }

  private static boolean isOpen(Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      return permissions.contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // Not there, or on a file system without modes: nothing to complain about.
    }
  }
}
