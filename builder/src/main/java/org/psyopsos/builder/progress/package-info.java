/** How far a long step has come, told to a person at a terminal. */
@NullMarked
package org.psyopsos.builder.progress;

import org.jspecify.annotations.NullMarked;
