/** The root of trust: which keys may sign what, and how many of them must. */
@NullMarked
package org.psyopsos.trust;

import org.jspecify.annotations.NullMarked;
