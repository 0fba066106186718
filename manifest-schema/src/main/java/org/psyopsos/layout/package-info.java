/** The disk that the builder writes and the agent updates: slots, labels, partitions, platforms. */
@NullMarked
package org.psyopsos.layout;

import org.jspecify.annotations.NullMarked;
