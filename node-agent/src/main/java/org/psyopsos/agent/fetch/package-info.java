/**
 * The network in a process of its own: the agent asks it for objects through a socket, and keeps
 * neither the network nor what it brings in the process that may write to disks.
 */
@NullMarked
package org.psyopsos.agent.fetch;

import org.jspecify.annotations.NullMarked;
