package org.psyopsos.builder.release;

import org.psyopsos.deaddrop.DeaddropNames;
import org.psyopsos.layout.Platform;
import org.psyopsos.manifest.AgentVersion;
import org.psyopsos.manifest.KernelArguments;
import org.psyopsos.manifest.Names;
import org.psyopsos.manifest.ReleaseType;
import org.psyopsos.manifest.ReleaseVersion;

/**
 * What a manifest says beside the files.
 *
 * @param type what the release is the content of
 * @param repo the repository that it belongs to
 * @param platform the machines that it is for
 * @param version its version
 * @param kernelVersion {@code uname -r} of its kernel, {@link #NO_KERNEL} where it has none
 * @param kernelArguments what GRUB passes to the kernel; empty where it has none
 */
public record ReleaseDescription(
    ReleaseType type,
    String repo,
    Platform platform,
    ReleaseVersion version,
    String kernelVersion,
    KernelArguments kernelArguments) {

  /** The oldest node-agent that can install what this builder makes. */
  public static final AgentVersion AGENT_VERSION = new AgentVersion(0, 1, 0);

  /** The kernel version of a release without a kernel. */
  public static final String NO_KERNEL = "none";

  public ReleaseDescription {
    Names.require("repository", repo);
  }

  /** The name of the release's objects without extension. */
  public String stem() {
    return type.stem(platform, version);
  }

  /** The tarball's trusted comment: psyopsOS's own client reads these keys. */
  public String trustedComment() {
    return "type="
        + type.id()
        + " filename="
        + stem()
        + ".tar version="
        + version
        + " kernel="
        + kernelVersion
        + " architecture="
        + platform.architecture();
  }

  /** The manifest's trusted comment, in the same form. */
  public String manifestComment() {
    return "type="
        + type.id()
        + " filename="
        + stem()
        + DeaddropNames.MANIFEST_SUFFIX
        + " version="
        + version
        + " platform="
        + platform.id();
  }
}
