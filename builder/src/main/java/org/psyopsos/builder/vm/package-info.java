/** Virtual machines that boot an image: QEMU with UEFI firmware. */
@NullMarked
package org.psyopsos.builder.vm;

import org.jspecify.annotations.NullMarked;
