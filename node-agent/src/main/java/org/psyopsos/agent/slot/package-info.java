/** What a slot holds, and how a release gets into it. */
@NullMarked
package org.psyopsos.agent.slot;

import org.jspecify.annotations.NullMarked;
