/** From files to a signed release: chunk index, manifest, tarball. */
@NullMarked
package org.psyopsos.builder.release;

import org.jspecify.annotations.NullMarked;
