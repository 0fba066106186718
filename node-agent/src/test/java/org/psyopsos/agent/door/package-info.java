/** A file system that counts what is written below some of its directories. */
package org.psyopsos.agent.door;
