package org.psyopsos.agent.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.function.Function;
import org.psyopsos.agent.source.ObjectSource;
import org.psyopsos.agent.source.Route;
import org.psyopsos.agent.system.Host;

/**
 * Who called {@code node-agent}, and the doors that it may use.
 *
 * @param host the machine
 * @param deaddrops what lies at the end of a route
 * @param directory that relative paths start from
 * @param in what is given to it, where a command takes something
 * @param out for what was asked for
 * @param err for people: what is being done, errors
 * @param journal whether {@code err} leads to systemd's journal
 */
public record Caller(
    Host host,
    Function<Route, ObjectSource> deaddrops,
    Path directory,
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean journal) {}
