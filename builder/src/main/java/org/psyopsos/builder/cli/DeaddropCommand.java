package org.psyopsos.builder.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tk deaddrop}: what can be done with a deaddrop. */
@Command(
    name = "deaddrop",
    description = "Works with the deaddrop's directory.",
    synopsisSubcommandLabel = "WHAT")
final class DeaddropCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: " + String.join(", ", spec.commandLine().getSubcommands().keySet()));
  }
}
