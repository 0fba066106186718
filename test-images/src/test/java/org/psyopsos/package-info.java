/** What holds for all modules together. */
@NullMarked
package org.psyopsos;

import org.jspecify.annotations.NullMarked;
