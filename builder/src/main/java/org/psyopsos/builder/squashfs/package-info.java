/** Where the blocks of a squashfs are. Source: the Squashfs 4.0 format as mksquashfs writes it. */
@NullMarked
package org.psyopsos.builder.squashfs;

import org.jspecify.annotations.NullMarked;
