/** Puts EFI releases onto the EFI partition, and says what it holds. */
@NullMarked
package org.psyopsos.agent.efi;

import org.jspecify.annotations.NullMarked;
