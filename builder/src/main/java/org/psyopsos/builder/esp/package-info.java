/** Releases of the EFI partition: GRUB, and what a kind of machine needs beside it. */
@NullMarked
package org.psyopsos.builder.esp;

import org.jspecify.annotations.NullMarked;
