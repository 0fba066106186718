/** Names and documents in the deaddrop. */
@NullMarked
package org.psyopsos.deaddrop;

import org.jspecify.annotations.NullMarked;
