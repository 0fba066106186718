/** All code that holds secret keys. */
@NullMarked
package org.psyopsos.builder.sign;

import org.jspecify.annotations.NullMarked;
