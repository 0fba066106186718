/** From signed bytes to a verified release, and from there to files in a slot. */
@NullMarked
package org.psyopsos.release;

import org.jspecify.annotations.NullMarked;
