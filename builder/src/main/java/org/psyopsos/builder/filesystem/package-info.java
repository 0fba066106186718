/** File systems made in place in an image, without mounting: FAT32 and ext4. */
@NullMarked
package org.psyopsos.builder.filesystem;

import org.jspecify.annotations.NullMarked;
