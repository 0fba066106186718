package org.psyopsos.builder.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, from its jar. */
final class TkVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "tk "
          + Optional.ofNullable(TkVersion.class.getPackage().getImplementationVersion())
              .orElse("(not packaged)")
    };
  }
}
