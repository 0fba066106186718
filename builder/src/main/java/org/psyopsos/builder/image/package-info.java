/** Partition images and whole disk images, made from signed releases. */
@NullMarked
package org.psyopsos.builder.image;

import org.jspecify.annotations.NullMarked;
