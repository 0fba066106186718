/** The command line of node-agent: one class per command, and the one composition root. */
@NullMarked
package org.psyopsos.agent.cli;

import org.jspecify.annotations.NullMarked;
