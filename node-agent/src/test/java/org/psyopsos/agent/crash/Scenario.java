package org.psyopsos.agent.crash;

import java.util.function.Consumer;
import org.psyopsos.testing.TestRepository;

/**
 * Something that a node does, and in which the power may be cut.
 *
 * @param repository whose releases the node trusts
 * @param begin what is on the disk of the node, which is off
 * @param deaddrop what it finds on its channel
 * @param prepare without power cuts
 * @param command with them
 * @param recover what happens by itself after one, until all is well; must assert that it is
 */
record Scenario(
    String name,
    TestRepository repository,
    DiskState begin,
    StoredObjects deaddrop,
    Consumer<SimulatedNode> prepare,
    Consumer<SimulatedNode> command,
    Consumer<SimulatedNode> recover) {}
