/** A node whose power is cut at every write, on a disk that forgets what was not forced to it. */
package org.psyopsos.agent.crash;
