/** The shared doors to the outside: durable files, processes, bounded streams. */
@NullMarked
package org.psyopsos.io;

import org.jspecify.annotations.NullMarked;
