/** The machine: its disk, mounts, kernel command line, lock and reboot. */
@NullMarked
package org.psyopsos.agent.system;

import org.jspecify.annotations.NullMarked;
