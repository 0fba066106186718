/** Keys, signed documents and releases for tests. */
package org.psyopsos.testing;
