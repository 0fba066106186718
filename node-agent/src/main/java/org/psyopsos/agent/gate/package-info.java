/** Whether a run that nobody started by hand may start, and whether the node may reboot now. */
@NullMarked
package org.psyopsos.agent.gate;

import org.jspecify.annotations.NullMarked;
