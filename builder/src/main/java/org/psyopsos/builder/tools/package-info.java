/** Programs of Debian that the builder starts, and scratch directories to work in. */
@NullMarked
package org.psyopsos.builder.tools;

import org.jspecify.annotations.NullMarked;
