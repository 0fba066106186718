/** Faults planted in the real source, which the tests must find. */
package org.psyopsos.agent.mutant;
