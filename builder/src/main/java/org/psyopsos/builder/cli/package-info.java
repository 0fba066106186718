/** The commands of {@code tk}: each parses, calls one service and prints. */
@NullMarked
package org.psyopsos.builder.cli;

import org.jspecify.annotations.NullMarked;
