/** Whether the system that has booted is well. */
@NullMarked
package org.psyopsos.agent.health;

import org.jspecify.annotations.NullMarked;
