/** Errors by blame: who has to act, what is wrong where, and what to do about it. */
@NullMarked
package org.psyopsos.failure;

import org.jspecify.annotations.NullMarked;
