/** Virtual machines under test: start, serial line, power cut. */
@NullMarked
package org.psyopsos.vm;

import org.jspecify.annotations.NullMarked;
