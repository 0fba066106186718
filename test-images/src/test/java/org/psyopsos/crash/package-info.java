/** What a power cut may leave of recorded writes. */
@NullMarked
package org.psyopsos.crash;

import org.jspecify.annotations.NullMarked;
