/** What is in the boot environment: its state, its two copies, and the script that reads them. */
@NullMarked
package org.psyopsos.grub;

import org.jspecify.annotations.NullMarked;
