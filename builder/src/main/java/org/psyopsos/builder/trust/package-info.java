/** Trust roots being made: proposals that travel between signers, and the directory of roots. */
@NullMarked
package org.psyopsos.builder.trust;

import org.jspecify.annotations.NullMarked;
