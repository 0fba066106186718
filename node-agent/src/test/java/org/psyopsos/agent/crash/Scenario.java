package org.psyopsos.agent.crash;

import java.util.function.Consumer;

/**
 * Something that a node does, and in which the power may be cut.
 *
 * @param begin what is on the disk of the node, which is off
 * @param deaddrop what it finds on its channel
 * @param prepare without power cuts
 * @param command with them
 * @param recover what happens by itself after one, until all is well; must assert that it is
 */
record Scenario(
    String name,
    DiskState begin,
    StoredObjects deaddrop,
    Consumer<SimulatedNode> prepare,
    Consumer<SimulatedNode> command,
    Consumer<SimulatedNode> recover) {}
