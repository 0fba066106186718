package org.psyopsos.agent.efi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.psyopsos.manifest.ReleaseVersion;

/** Compares the EFI partition with the release that it should hold. */
public final class EfiCheck {

  private static final String APPLY = "node-agent apply --target efisys";

  private EfiCheck() {}

  /**
   * What is old, rotten or missing, for people; empty where all is well.
   *
   * @param offered the EFI release that goes with the committed release, where that is known
   */
  public static List<String> warnings(EfiContents there, Optional<ReleaseVersion> offered) {
    List<String> warnings = new ArrayList<>();
    if (offered.isPresent() && isOlder(there, offered.get())) {
      warnings.add(
          "the EFI partition holds "
              + there.version().map(ReleaseVersion::value).orElse("no EFI release")
              + ", older than "
              + offered.get()
              + " that goes with the committed release: "
              + APPLY);
    }
    there.version().ifPresent(version -> differing(there, version, warnings));
    return warnings;
  }

  private static boolean isOlder(EfiContents there, ReleaseVersion offered) {
    return there.version().filter(version -> version.compareTo(offered) >= 0).isEmpty();
  }

  private static void differing(EfiContents there, ReleaseVersion version, List<String> warnings) {
    if (!there.isWholeBesideLoader()) {
      warnings.add(
          "the EFI partition does not hold "
              + String.join(", ", there.differing())
              + " of EFI release "
              + version
              + ": "
              + APPLY);
    } else if (!there.differingFirmware().isEmpty()) {
      warnings.add(
          "the firmware on the EFI partition is not that of EFI release "
              + version
              + " ("
              + String.join(", ", there.differingFirmware())
              + "): write a new card, or copy the files onto this one on another machine");
    } else if (!there.hasLoader()) {
      warnings.add(
          "the loader on the EFI partition is not that of EFI release "
              + version
              + ": "
              + APPLY
              + " --loader");
    }
  }
}
