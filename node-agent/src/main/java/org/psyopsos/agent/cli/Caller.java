package org.psyopsos.agent.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import org.psyopsos.agent.source.HttpLimits;
import org.psyopsos.agent.system.Host;

/**
 * Who called {@code node-agent}, and the doors that it may use.
 *
 * @param host the machine
 * @param limits how long a server may take
 * @param directory that relative paths start from
 * @param out for what was asked for
 * @param err for people: what is being done, errors
 * @param journal whether {@code err} leads to systemd's journal
 */
public record Caller(
    Host host,
    HttpLimits limits,
    Path directory,
    PrintStream out,
    PrintStream err,
    boolean journal) {

  /** At a terminal. */
  public Caller(Host host, HttpLimits limits, Path directory, PrintStream out, PrintStream err) {
    this(host, limits, directory, out, err, false);
  }
}
