/** What an update is: decisions, the one method that does it, and what follows a reboot. */
@NullMarked
package org.psyopsos.agent.update;

import org.jspecify.annotations.NullMarked;
