/**
 * The packaged agent on a disk image behind {@code qemu-storage-daemon}, which records what is
 * written, or fails to write it: real file systems, real processes, no machine to boot.
 */
@NullMarked
package org.psyopsos.storage;

import org.jspecify.annotations.NullMarked;
