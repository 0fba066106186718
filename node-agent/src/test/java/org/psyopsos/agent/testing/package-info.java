/** A node and a deaddrop for tests. */
package org.psyopsos.agent.testing;
