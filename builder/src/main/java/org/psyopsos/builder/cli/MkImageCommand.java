package org.psyopsos.builder.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tk mkimage}: what can be made. */
@Command(
    name = "mkimage",
    description = "Makes releases and disk images.",
    synopsisSubcommandLabel = "WHAT")
final class MkImageCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to make: " + String.join(", ", spec.commandLine().getSubcommands().keySet()));
  }
}
