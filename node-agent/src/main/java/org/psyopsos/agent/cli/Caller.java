package org.psyopsos.agent.cli;

import java.io.PrintStream;
import org.psyopsos.agent.system.Host;

/**
 * Who called {@code node-agent}, and the doors that it may use.
 *
 * @param host the machine
 * @param out for what was asked for
 * @param err for people: what is being done, errors
 */
public record Caller(Host host, PrintStream out, PrintStream err) {}
