/** What goes into an OS release, checked before it is used. */
@NullMarked
package org.psyopsos.builder.artifact;

import org.jspecify.annotations.NullMarked;
