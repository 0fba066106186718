/** Foreign JSON, read within bounds and field by field; our own JSON, written one way only. */
@NullMarked
package org.psyopsos.json;

import org.jspecify.annotations.NullMarked;
