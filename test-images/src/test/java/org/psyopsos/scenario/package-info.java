/**
 * Whole-system scenarios: real releases, a real node in QEMU, and the disk looked at afterwards.
 */
@NullMarked
package org.psyopsos.scenario;

import org.jspecify.annotations.NullMarked;
