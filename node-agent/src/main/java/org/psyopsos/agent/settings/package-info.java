/** The node's settings as they are written, and as they are used. */
@NullMarked
package org.psyopsos.agent.settings;

import org.jspecify.annotations.NullMarked;
