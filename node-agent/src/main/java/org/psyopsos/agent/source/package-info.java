/** Where releases come from. */
@NullMarked
package org.psyopsos.agent.source;

import org.jspecify.annotations.NullMarked;
