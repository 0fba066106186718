/** From signed releases to objects in a deaddrop, in an order that never shows a half release. */
@NullMarked
package org.psyopsos.builder.publish;

import org.jspecify.annotations.NullMarked;
