/** A file system in front of another one, and who is told of what changes in it. */
package org.psyopsos.agent.door;
