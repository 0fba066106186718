/** What a disk image is made of below file systems: identifiers, partition table, block map. */
@NullMarked
package org.psyopsos.builder.disk;

import org.jspecify.annotations.NullMarked;
