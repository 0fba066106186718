package org.psyopsos.builder.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A word that needs a second one, as in {@code tk mkimage os}. */
@Command(synopsisSubcommandLabel = "WHAT")
final class Group implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private Group() {}

  /** A group without commands yet. */
  static CommandLine of(String name, String description) {
    CommandLine line = new CommandLine(new Group());
    line.getCommandSpec().name(name).usageMessage().description(description);
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what: " + String.join(", ", spec.commandLine().getSubcommands().keySet()));
  }
}
