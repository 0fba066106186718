package org.psyopsos.agent.crash;

import java.util.function.Consumer;

/**
 * A moment at which something is on its way to the medium.
 *
 * @param name what is about to be forced, for people
 * @param before nothing of it has arrived
 * @param after all of it has
 * @param left gives each state that a power cut leaves here, some of them more than once
 */
record Cut(String name, DiskState before, DiskState after, Consumer<Consumer<DiskState>> left) {}
